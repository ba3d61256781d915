"""Bad deliveries and bad rules, through the command line: one clear sentence each."""

import io
import re
import resource
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bondroit.cli import main
from bondroit.config_file import load_config
from bondroit.counted import whole
from bondroit.run import stages
from bondroit.run.unforeseen import in_one_sentence
from bondroit.sources.ingest import ingest

pytestmark = pytest.mark.filterwarnings("ignore")
MONTH = date(2026, 10, 1)
HEAD = "payment_id,benefit,person_id,month,amount,kind\n"
GOOD = "1,APA_HOME,p1,2026-10-01,100.10,regular\n"
Capture = pytest.CaptureFixture[str]


def status(*arguments: str) -> int:
    """Run the command line in this process, and return its exit status."""
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    return int(str(stop.value.code or 0))


def assert_one_sentence(said: str, sentence: str) -> None:
    """Hold stderr to one line: where, what; what to do."""
    assert re.search(sentence, said), said
    assert len(said.splitlines()) == 1, said
    assert re.match(r"\S.*: .*; \S", said), said
    assert "unforeseen" not in said


@pytest.fixture
def workspace(tmp_path: Path, small_workspace: Callable[[Path], Any]) -> Any:  # noqa: ANN401 - of the shared fixture
    """Return a small workspace, fit to run."""
    return small_workspace(tmp_path / "workspace")


def _bomb() -> bytes:
    """Return a small archive that unpacks to 80 MB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("payments.csv", HEAD.encode() + bytes(80_000_000))
    return packed.getvalue()


LATIN = (HEAD + GOOD + "2,APA_HOME,pé,2026-10-01,1,regular\n").encode("latin-1")
REFUSED = {
    "empty": (b"", "vide|empty"),
    "binary": (bytes(range(256)) * 40, r"payments\.csv"),
    "utf-16": ((HEAD + GOOD).encode("utf-16"), r"payments\.csv"),
    "latin-1": (LATIN, "UTF-8"),
    "column": (HEAD.replace(",amount", "").encode(), "mandatory column 'amount'"),
    "bomb": (_bomb(), "unpacks to far more than a delivery holds"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_an_unreadable_file_is_refused_whole(
    workspace: Any,  # noqa: ANN401 - of the shared fixture
    capfd: Capture,
    kind: str,
) -> None:
    """The command ends with status 3 and one sentence that names the file."""
    content, sentence = REFUSED[kind]
    workspace.write("payments.csv", content)
    assert status("check", "--config", str(workspace.config)) == 3
    said = capfd.readouterr().err
    assert said.startswith("extracts/2026-10/payments.csv")
    assert_one_sentence(said, sentence)


ENTITY = '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/hostname">]><r>&e;</r>'
LAUGHS = (
    '<!DOCTYPE r [<!ENTITY a "haha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 or str()};" * 20}">' for n in range(1, 9))
    + "]><r>&a8;</r>"
)
XML = {
    "truncated": "<?xml version='1.0'?><TransmissionFlux><InfosFoyerRSA>",
    "entity": ENTITY,
    "laughs": LAUGHS,
    "other": "<html></html>",
}


@pytest.mark.parametrize("kind", XML)
def test_a_dangerous_or_cut_document_is_refused(
    workspace: Any,  # noqa: ANN401 - of the shared fixture
    capfd: Capture,
    kind: str,
) -> None:
    """Nothing outside is read, nothing is expanded, and the status is 3."""
    source = (
        '  - {name: rsa, format: cnaf-vrsb, path: "extracts/{month}/*.xml", '
        "mandatory: true}\nrules:"
    )
    text = workspace.config.read_text(encoding="utf-8")
    workspace.config.write_text(text.replace("rules:", source), encoding="utf-8")
    workspace.write("flow.xml", XML[kind])
    assert status("check", "--config", str(workspace.config)) == 3
    assert_one_sentence(capfd.readouterr().err, r"^extracts/2026-10/flow\.xml")


ROWS = {
    "date of 2099": "3,APA_HOME,p1,2099-01-01,1,regular",
    "date of 0001": "3,APA_HOME,p1,0001-01-01,1,regular",
    "French amount": '3,APA_HOME,p1,2026-10-01,"1 234,56 €",regular',
    "duplicates": "\n".join(["1,APA_HOME,p1,2026-10-01,100.10,regular"] * 10_000),
}


@pytest.mark.parametrize("kind", ROWS)
def test_bad_rows_are_set_aside_and_counted(
    workspace: Any,  # noqa: ANN401 - of the shared fixture
    capfd: Capture,
    kind: str,
) -> None:
    """The other rows are kept, the sum holds, and the status is 1."""
    workspace.write("payments.csv", HEAD + GOOD + ROWS[kind] + "\n")
    assert status("check", "--config", str(workspace.config)) == 1
    said = capfd.readouterr()
    bad = ROWS[kind].count("\n") + 1
    counts = f"{whole(bad + 1)} lus, 1 gardé, {whole(bad)} en quarantaine"
    assert f"payments.csv: {counts}" in said.out, said.out
    assert said.err == ""


def test_negative_amounts_are_money_taken_back(
    workspace: Any,  # noqa: ANN401 - of the shared fixture
    capfd: Capture,
) -> None:
    """A recovery is a negative payment: kept, and the delivery is fit."""
    path = workspace.extract("payments.csv")
    text = path.read_text(encoding="utf-8")
    taken = "back,APA_HOME,r1,p1,2026-10-01,-50.00,recovery,2026-10-28,beneficiary,\n"
    workspace.write("payments.csv", text + taken)
    assert status("check", "--config", str(workspace.config)) == 0
    said = capfd.readouterr()
    assert "payments.csv: 13 lus, 13 gardés, 0 en quarantaine" in said.out
    assert "peut être traitée" in said.out
    assert not (workspace.root / "store").exists()


def test_a_volume_is_compared_with_the_months_already_stored(
    workspace: Any,  # noqa: ANN401 - of the shared fixture
    capfd: Capture,
) -> None:
    """`check` keeps nothing, yet sees that most payments of the month are lacking."""
    config = load_config(workspace.config)
    for month in (date(2026, 8, 1), date(2026, 9, 1)):
        ingest(config, month)
    lines = workspace.extract("payments.csv").read_text(encoding="utf-8").splitlines()
    workspace.write("payments.csv", "\n".join([*lines[:4], ""]))

    assert status("check", "--config", str(workspace.config)) == 1
    assert "payments de apa (0,25 fois)" in capfd.readouterr().out


def test_a_missing_mandatory_file_is_named(
    workspace: Any,  # noqa: ANN401 - of the shared fixture
    capfd: Capture,
) -> None:
    """The source and the month are said, with status 3."""
    workspace.extract("rights.csv").unlink()
    assert status("check", "--config", str(workspace.config)) == 3
    assert_one_sentence(capfd.readouterr().err, "mandatory source 'apa' has no file")


@pytest.mark.parametrize("name", ["store", "runs"])
def test_a_place_that_cannot_be_written_is_named(
    workspace: Any,  # noqa: ANN401 - of the shared fixture
    name: str,
) -> None:
    """A file stands where a folder must be made: one sentence, status 3."""
    (workspace.root / name).write_text("", encoding="utf-8")
    code = (
        "import sys; from datetime import date; from pathlib import Path\n"
        "from bondroit.cli import _stop; from bondroit.run.unforeseen import in_one_sentence\n"
        "from bondroit.config_file import load_config; from bondroit.run import stages\n"
        "from bondroit.run.lock import only_run\n"
        "try:\n"
        "    config = load_config(Path(sys.argv[1]))\n"
        "    with only_run(config.runs):\n"
        "        stages.read(stages.prepare(config, date(2026, 10, 1)))\n"
        "except Exception as error:\n"
        "    plain = in_one_sentence(error); _stop(str(plain), plain.exit_code)\n"
    )
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code, str(workspace.config)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert_one_sentence(done.stderr, rf"/{name}\b.*; ")


def test_a_file_that_may_not_grow_is_one_sentence(tmp_path: Path) -> None:
    """The system refuses to write further: the file is named, the status is 3."""
    rows = [f"{n},NOM{n % 700},Camille,F,19{n % 60 + 30}-01-15" for n in range(1_000)]
    people = tmp_path / "people.csv"
    head = "person_id,birth_name,first_names,sex,birth_date"
    people.write_text("\n".join([head, *rows]), encoding="utf-8")
    code = "import sys; from bondroit.cli import main; main(sys.argv[1:])"
    out = tmp_path / "links.csv"
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code, "match", str(people), "--out", str(out)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
    )
    assert done.returncode == 3, done.stderr
    assert_one_sentence(done.stderr, r"links\.csv: cannot be written")


def test_a_full_disk_is_one_sentence_and_loses_nothing(
    tmp_path: Path, small_workspace: Callable[[Path], Any], capfd: Capture
) -> None:
    """Reading stops with status 3; with more room, the same command succeeds."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    size = ["-t", "tmpfs", "-o", "size=160k", "tmpfs", str(disk)]
    made = subprocess.run([str(mount), *size], capture_output=True, check=False)  # noqa: S603 - a small disk
    if made.returncode != 0:
        pytest.skip("this account may not mount a small disk")
    try:
        workspace = small_workspace(disk / "workspace")
        assert _read(workspace.config) == 3
        assert_one_sentence(capfd.readouterr().err, "the disk is full; free some space")
        more = ["-o", "remount,size=20m", str(disk)]
        subprocess.run([str(mount), *more], check=True)  # noqa: S603 - the same disk, larger
        assert _read(workspace.config) == 0
    finally:
        subprocess.run([str(umount), str(disk)], check=True)  # noqa: S603 - it ends here


def _read(config: Path) -> int:
    """Read the month into the store as a run does, and return the status."""
    try:
        stages.gather(stages.read(stages.prepare(load_config(config), MONTH)))
    except Exception as error:  # noqa: BLE001 - as the command line does
        plain = in_one_sentence(error)
        sys.stderr.write(f"{plain}\n")
        return int(plain.exit_code)
    return 0
