"""`tfdr check --report`: one page of HTML that can be shown to others."""

import re
from pathlib import Path

from tests.check.test_systems import PRIMARY, STANDBY
from tests.support import Tfdr

QUEUE = 'resource "aws_sqs_queue" "orders" {}\n'


def page(tfdr: Tfdr, directory: Path, files: dict[str, str], code: int = 1) -> str:
    for name, text in files.items():
        path = directory / "code" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    file = directory / "out" / "check.html"
    done = tfdr("check", directory / "code", "--no-terraform", "--report", file)
    assert done.code == code
    assert f"As a page: {file}\n" in done.out
    return file.read_text()


def test_it_answers_by_question_and_shows_the_worst_first(tfdr: Tfdr, tmp_path: Path) -> None:
    text = page(tfdr, tmp_path, {"primary/main.tf": PRIMARY, "dr/main.tf": STANDBY})
    assert "<h2>If primary (us-east-1) is lost</h2>" in text
    assert re.search(r"It does not recover as it is: \d of 10 questions are answered no", text)
    assert '<td>Terraform still works</td><td class="bad">no</td>' in text
    assert text.index("The worst findings") < text.index("All findings")


def test_it_names_what_has_no_counterpart(tfdr: Tfdr, tmp_path: Path) -> None:
    files = {"primary/main.tf": PRIMARY + QUEUE, "dr/main.tf": STANDBY}
    (without,) = re.findall(
        r"no counterpart in another region</h3>(.*?)</table>",
        page(tfdr, tmp_path, files),
        re.DOTALL,
    )
    assert "aws_sqs_queue" in without
    files["dr/main.tf"] += QUEUE
    assert "aws_sqs_queue" not in str(
        re.findall(r"no counterpart.*?</table>", page(tfdr, tmp_path, files), re.DOTALL)
    )


def test_it_needs_nothing_else_and_runs_nothing(tfdr: Tfdr, tmp_path: Path) -> None:
    hostile = 'resource "aws_kms_key" "x" {\n  description = "<script>alert(1)</script>"\n}\n'
    text = page(tfdr, tmp_path, {"primary/main.tf": PRIMARY + hostile, "dr/main.tf": STANDBY})
    assert "<script" not in text
    assert not re.search(r"(src|href)=|url\(|@import", text)


def test_a_page_that_cannot_be_written_is_an_error_after_the_result(
    tfdr: Tfdr, tmp_path: Path
) -> None:
    (tmp_path / "main.tf").write_text(PRIMARY)
    done = tfdr("check", tmp_path, "--no-terraform", "--report", tmp_path)
    assert done.code == 2
    assert f"--report {tmp_path} cannot be written: Is a directory" in done.err
    assert "rules: " in done.out
