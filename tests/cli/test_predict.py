from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import DATA, ROOT

COMMAND = [sys.executable, "-m", "classifier", "predict"]
POSTING = DATA / "posting.txt"


def predict(
    *arguments: str | Path, data: bytes = b"", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        input=data,
        capture_output=True,
        cwd=ROOT,
        check=False,
        env={**os.environ, **(env or {})},
    )


def one_line(done: subprocess.CompletedProcess, code: str) -> str:
    assert done.returncode == 1
    assert done.stdout == b""
    lines = done.stderr.decode().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"error[{code}]: ")
    return lines[0]


def test_a_file_is_shown_with_its_phrases() -> None:
    done = predict(POSTING)
    out = done.stdout.decode()
    assert done.returncode == 0
    assert done.stderr == b""
    assert "The duties describe: Account Executive" in out
    assert "Account Manager - the duties DISAGREE" in out
    assert "[[" in out
    assert "Strongest phrases for Account Executive" in out
    assert "\x1b" not in out, "a pipe gets no colours"
    assert max(map(len, out.splitlines())) <= 80


def test_json_is_the_documented_object() -> None:
    first, second = (json.loads(line) for line in predict("--json", POSTING, DATA / "posting.html").stdout.splitlines())
    assert first["role"] == first["best"] == "AE"
    assert second["role"] == "AD"
    assert first["stated_title"] == {"text": "Account Manager", "role": "AM", "agrees": False}
    assert list(first["probabilities"]) == ["AE", "AM", "AD", "none"]
    for key in ("confidence", "abstained", "reason", "phrases", "sentences", "text", "model"):
        assert key in first
    assert set(first["model"]) == {"name", "version", "sha256"}
    assert first["text"] == POSTING.read_text(encoding="utf8")
    for phrase in first["phrases"]:
        assert first["text"][phrase["start"] : phrase["end"]] == phrase["text"]


def test_pipe_dash_text_and_file_give_the_same() -> None:
    data = POSTING.read_bytes()
    results = {
        predict("--json", data=data).stdout,
        predict("--json", "-", data=data).stdout,
        predict("--json", "--text", data.decode()).stdout,
        predict("--json", POSTING).stdout,
    }
    assert len(results) == 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the text holds no words"),
        (b"  \n\t \n", "the text holds no words"),
        (b"Sales", "too little evidence"),
        ("Мы ищем менеджера по работе с клиентами в Москве. ".encode() * 9, "too little evidence"),
    ],
)
def test_too_little_to_go_by_is_said(data: bytes, reason: str) -> None:
    done = predict("--json", data=data)
    assert done.returncode == 0
    answer = json.loads(done.stdout)
    assert answer["role"] is None
    assert reason in answer["reason"]
    assert reason in predict(data=data).stdout.decode()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_other_encodings_are_read(encoding: str) -> None:
    text = POSTING.read_text(encoding="utf8") + "\nCafé – £30,000"
    assert json.loads(predict("--json", data=text.encode(encoding)).stdout)["text"] == text


def test_invalid_utf8_is_read_as_far_as_it_goes() -> None:
    assert json.loads(predict("--json", data=POSTING.read_bytes() + b"\xff\xfe\x81").stdout)["role"] == "AE"


def test_files_that_cannot_be_read_are_one_line(tmp_path: Path) -> None:
    one_line(predict(tmp_path), "posting-folder")
    one_line(predict(tmp_path / "nothing.txt"), "posting-missing")
    one_line(predict(data=os.urandom(9000)), "posting-binary")
    one_line(predict(data=b"word " * 10_000_001), "posting-too-long")
    one_line(predict(POSTING, "--model", tmp_path), "model-missing")


def test_a_file_without_permission_is_one_line(tmp_path: Path) -> None:
    locked = tmp_path / "locked.txt"
    locked.write_text("x")
    locked.chmod(0)
    if os.access(locked, os.R_OK):
        pytest.skip("this user may read everything")
    one_line(predict(locked), "posting-unreadable")


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    done = predict("--json", tmp_path / "no.txt", POSTING)
    assert done.returncode == 1
    assert json.loads(done.stdout)["role"] == "AE"


@pytest.mark.parametrize("arguments", [("--text", "x", "file.txt"), ("--min-confidence", "2"), ("--nonsense",)])
def test_wrong_usage_exits_with_2(arguments: tuple[str, ...]) -> None:
    done = predict(*arguments)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("options", ["--json", ""])
def test_a_reader_that_goes_away_is_no_error(options: str) -> None:
    done = subprocess.run(
        f"{sys.executable} -m classifier predict {options} {f'{POSTING} ' * 40} | head -c 10; echo ${{PIPESTATUS[0]}}",
        shell=True, executable="/bin/bash", capture_output=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.stderr == b""
    assert done.stdout.split(b"\n")[-2].endswith(b"0")


def test_ctrl_c_stops_without_a_traceback() -> None:
    process = subprocess.Popen(
        [*COMMAND, "--json", str(POSTING), "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        cwd=ROOT, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # background jobs ignore Ctrl-C
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline(), "the first posting is answered; the second is waited for"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert errors.decode().strip() == "stopped"


def test_a_paste_at_a_terminal_is_prompted_for_and_coloured() -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        COMMAND,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm-256color", "NO_COLOR": ""},
    )
    os.close(theirs)
    seen = b""
    while b"Ctrl-D" not in seen:
        seen += os.read(ours, 1000)
    os.write(ours, POSTING.read_bytes() + b"\n\x04")
    try:
        while chunk := os.read(ours, 10_000):
            seen += chunk
    except OSError:
        pass  # Linux says so when the other end has closed
    assert process.wait(timeout=20) == 0
    assert b"Account Executive" in seen
    assert b"\x1b[" in seen


def test_terminal_escapes_in_a_posting_are_not_passed_on() -> None:
    data = POSTING.read_bytes() + b"\n\x1b]0;owned\x07 \x1b[2J \xc2\x9b31m \xe2\x80\xae"
    out = predict(data=data).stdout
    assert b"\x1b" not in out
    assert b"\x07" not in out
    assert b"\xc2\x9b" not in out
    assert b"\xe2\x80\xae" not in out


def test_json_of_several_files_says_which_so_that_a_missing_one_shifts_none(tmp_path: Path) -> None:
    done = predict("--json", DATA / "posting.html", tmp_path / "no.txt", POSTING)
    assert [json.loads(line)["file"] for line in done.stdout.splitlines()] == [
        str(DATA / "posting.html"),
        str(POSTING),
    ]
    assert "file" not in json.loads(predict("--json", POSTING).stdout)


@pytest.mark.parametrize("name", ["jobs.csv", "JOBS.JSONL"])
def test_a_file_of_rows_is_read_as_one_posting_with_a_note(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(POSTING.read_bytes())
    done = predict("--json", tmp_path / name)
    assert json.loads(done.stdout)["role"] == "AE"
    told = f"note: {tmp_path / name} is read as one posting; classifier score reads each of its rows as one\n"
    assert done.stderr.decode() == told
