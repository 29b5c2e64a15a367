"""The bank of a demonstration as the process that ``relais serve`` keeps alive."""

import subprocess
import sys
from dataclasses import replace

import httpx

from addons.payments.sandbox.adapter import sandbox
from app.addon_processes import wanted_processes
from tests.support.browser import free_port
from tests.support.site_process import PATIENCE, environment, wait_until_it_answers


def test_only_a_demonstration_wants_it(settings):
    assert [process.module for process in wanted_processes(settings)] == ["addons.payments.sandbox"]
    assert wanted_processes(replace(settings, mode="production")) == []
    assert wanted_processes(replace(settings, addons=("base", "zones"))) == []


def test_it_serves_until_it_is_asked_to_stop(settings, tmp_path):
    own = replace(settings, sandbox_port=free_port(), var_dir=tmp_path)
    log = tmp_path / "bank.log"
    command = [sys.executable, "-m", "addons.payments.sandbox"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment(own), stdout=output, stderr=subprocess.STDOUT)
    try:
        wait_until_it_answers(f"http://127.0.0.1:{own.sandbox_port}", process, log)
        assert sandbox(own).fetch(None, "unknown") is None
        assert httpx.get(f"http://127.0.0.1:{own.sandbox_port}/payer/unknown").status_code == 404
    finally:
        process.terminate()
        assert process.wait(PATIENCE) == 0
    assert (tmp_path / "sandbox.sqlite").exists()
    assert "Traceback" not in log.read_text()


def test_production_refuses_it(settings):
    environ = environment(replace(settings, sandbox_port=free_port())) | {"RELAIS_MODE": "production"}
    command = [sys.executable, "-m", "addons.payments.sandbox"]
    ended = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert ended.returncode == 1
    assert ended.stderr.strip().endswith(".")
    assert "Traceback" not in ended.stderr
