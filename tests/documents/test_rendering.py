"""Documents: the same bytes from the same input, made of what the template's folder holds and of nothing else."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from typst import TypstError

from app.documents.answer import Altered, pdf
from app.documents.fonts import drawn, unprintable
from app.documents.rendering import DefectiveTemplate, render

NOON = datetime(2026, 11, 21, 11, tzinfo=UTC)
HEAD = '#let data = json(bytes(sys.inputs.data))\n#set text(font: "Libertinus Serif", lang: "fr")\n'


@pytest.fixture
def template(tmp_path):
    """``template("#data.text")``: a template in a folder of its own."""

    def write(body, name="letter.typ"):
        folder = tmp_path / "documents"
        folder.mkdir(exist_ok=True)
        path = folder / name
        path.write_text(HEAD + body, encoding="utf-8")
        return path

    return write


def made(template, data=None, *, title="Lettre", author="Essai", at=NOON):
    return render(template, data or {"text": "Œuvre, 1 234,56 €"}, title=title, author=author, at=at)


def test_the_same_input_gives_the_same_bytes(template):
    path = template("#data.text")
    assert made(path, {"text": "a", "more": 1}) == made(path, {"more": 1, "text": "a"})
    assert made(path).startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    "other", [{"data": {"text": "autre"}}, {"title": "Autre"}, {"author": "Autre"}, {"at": NOON + timedelta(seconds=1)}]
)
def test_another_input_gives_others(template, other):
    path = template("#data.text")
    assert made(path) != made(path, **other)


def test_an_instant_is_the_same_wherever_it_was_told(template):
    path = template("#data.text")
    assert made(path, at=NOON.astimezone(timezone(timedelta(hours=1)))) == made(path)


def test_an_instant_without_zone_is_refused(template):
    with pytest.raises(ValueError, match="naive"):
        made(template("#data.text"), at=datetime(2026, 11, 21))  # noqa: DTZ001


def test_another_process_gives_the_same_bytes(template):
    path = template("#data.text")
    code = f"""
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from app.documents.rendering import render
at = datetime(2026, 11, 21, 11, tzinfo=UTC)
data = {{"text": "Œuvre, 1 234,56 €"}}
print(sha256(render(Path({str(path)!r}), data, title="Lettre", author="Essai", at=at)).hexdigest())
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == sha256(made(path)).hexdigest()


@pytest.mark.parametrize("path", ["/etc/passwd", "../outside.txt"])
def test_a_template_reads_no_file_beside_its_folder(template, tmp_path, path):
    (tmp_path / "outside.txt").write_text("secret")
    with pytest.raises(TypstError, match=r"not found|escape"):
        made(template(f'#read("{path}")'))


def test_a_template_may_read_its_own_folder(template):
    shared = template("#let sign = [Signé]", "shared.typ")
    assert made(template(f'#import "{shared.name}": sign\n#sign'))


@pytest.mark.parametrize("word", ["import", "include"])
def test_a_template_downloads_nothing(template, word):
    with pytest.raises(DefectiveTemplate, match="network"):
        made(template(f'#{word} "@preview/cetz:0.2.2"'))


def test_a_font_that_is_not_ours_is_no_silent_other_one(template):
    with pytest.raises(DefectiveTemplate, match="unknown font"):
        made(template('#set text(font: "Arial")\n#data.text'))


def test_fonts_draw_what_they_say_and_nothing_else(template):
    path = template("#data.text")
    assert made(path, {"text": drawn()})
    assert unprintable(drawn()) is None
    assert unprintable("Plomberie 水") == "水"
    with pytest.raises(TypstError, match="could not be displayed"):
        made(path, {"text": "水"})


def test_an_application_starts_without_typst():
    """Forty megabytes that the processes of the web never need."""
    code = """
import sys
from app import BACK_OFFICE, load
from app.addons import discover, ordered
load(ordered(discover()), ("models", *BACK_OFFICE, "views", "pages"))
assert "app.documents.rendering" in sys.modules
assert "typst" not in sys.modules
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr


def test_a_stored_document_is_handed_out_as_it_was_stored():
    content = b"%PDF-1.7 essai"
    answer = pdf(content, name="FA2026-000001", digest=sha256(content).hexdigest())
    assert answer.data == content
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="FA2026-000001.pdf"'
    with pytest.raises(Altered):
        pdf(content + b" ", name="FA2026-000001", digest=sha256(content).hexdigest())
