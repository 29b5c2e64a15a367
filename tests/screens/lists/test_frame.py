"""What every page carries: headers, static files, theme."""

import gzip
import re

import pytest

from app import static_build


def test_every_answer_forbids_what_is_not_ours(site):
    for path in ("/", "/ateliers/", "/nowhere"):
        headers = site.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Robots-Tag"] == "noindex"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "same-origin"


def test_scripts_carry_the_nonce_of_their_own_answer(site):
    first, second = site.get("/"), site.get("/")
    nonces = set()
    for answer in (first, second):
        nonce = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])[1]
        scripts = re.findall(r"<script[^>]*>", answer.get_data(as_text=True))
        assert scripts
        assert all(f'nonce="{nonce}"' in script for script in scripts)
        nonces.add(nonce)
    assert len(nonces) == 2


def test_no_page_has_an_inline_style_or_handler(site):
    for path in ("/", "/ateliers/"):
        assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", site.get(path).get_data(as_text=True))


def test_static_files_are_kept_for_ever_and_compressed(site):
    address = re.search(r'href="(/static/build/relais\.[0-9a-f]{12}\.css)"', site.get("/").get_data(as_text=True))[1]
    with site.get(address, headers={"Accept-Encoding": "gzip"}) as answer:
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Encoding"] == "gzip"
        assert b".dgrid" in gzip.decompress(answer.data)


def test_the_theme_of_the_cookie_is_in_the_first_byte_sent(site):
    assert 'data-bs-theme="light"' in site.get("/").get_data(as_text=True)
    site.set_cookie("theme", "dark")
    assert 'data-bs-theme="dark"' in site.get("/").get_data(as_text=True)
    site.set_cookie("theme", '"><script>')
    assert 'data-bs-theme="light"' in site.get("/").get_data(as_text=True)


def test_every_icon_named_is_in_the_sprite():
    names = static_build.icon_names()
    assert {"search", "logout", "bolt"} <= names
    assert all(f'id="{name}"' in static_build.sprite(names) for name in names)


def test_an_icon_that_does_not_exist_stops_the_build():
    with pytest.raises(static_build.StaticBuildError, match="« nope »"):
        static_build.sprite({"nope"})


def test_a_second_build_does_nothing():
    static_build.build()
    assert static_build.build() is False
