"""Parsing: typed blocks with places, the same verdict as Terraform, and clear errors."""

import os
import random
import re
from pathlib import Path

import pytest
from tfdr import hcl
from tfdr.errors import TfdrError
from tfdr.hcl import files
from tfdr.terraform import find

from tests.support import FIXTURES

PATH = Path("x.tf")
SAMPLE = (FIXTURES / "hcl" / "resolves" / "main.tf").read_text()


def parse(text: str) -> tuple[hcl.Block, ...]:
    return hcl.parse_text(text, PATH).blocks


def expression(text: str) -> hcl.Expression:
    return hcl.parse_text(f"a = {text}\n", PATH).attributes["a"].expression


def test_blocks_have_kind_labels_address_and_lines() -> None:
    (block,) = parse('# first\nresource "aws_vpc" "this" {\n  x = 1\n  y {\n  }\n}\n')
    assert (block.kind, block.labels, block.address) == (
        "resource",
        ("aws_vpc", "this"),
        "aws_vpc.this",
    )
    assert (block.file, block.line, block.end_line) == (PATH, 2, 6)
    assert (block.attributes["x"].line, block.blocks[0].kind) == (3, "y")
    assert (block.blocks[0].line, block.blocks[0].end_line) == (4, 5)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ('data "aws_region" "dr" {}', "data.aws_region.dr"),
        ('ephemeral "aws_x" "y" {}', "ephemeral.aws_x.y"),
        ('variable "suffix" {}', "var.suffix"),
        ('module "network" {}', "module.network"),
        ('output "id" {}', "output.id"),
        ('provider "aws" {}', "provider.aws"),
        ('check "ready" {}', "check.ready"),
        ("terraform {}", "terraform"),
        ("moved {}", "moved"),
    ],
)
def test_every_kind_of_block_has_its_address(text: str, address: str) -> None:
    assert parse(text)[0].address == address


def test_blocks_are_told_from_attributes_that_look_alike() -> None:
    (block,) = parse('a "b" {\n  same = { x = 1 }\n  other {\n    x = 1\n  }\n}\n')
    assert set(block.attributes) == {"same"}
    assert [each.kind for each in block.blocks] == ["other"]
    assert "__is_block__" not in block.attributes
    items = block.attributes["same"].expression.items
    assert items is not None
    assert [(key, value.text) for key, value in items] == [("x", "1")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"plain"', "plain"),
        ('""', ""),
        (r'"say \"hi\"\n"', 'say "hi"\n'),
        ("true", True),
        ("false", False),
        ("null", None),
        ("10", "10"),
        ("1.5", "1.5"),
        ('("plain")', "plain"),
        ('"a ${var.x}"', None),
        ("var.x", None),
        ('upper("x")', None),
    ],
)
def test_only_plain_literals_have_a_value(text: str, value: str | bool | None) -> None:
    assert expression(text).value == value


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("var.a", ["var.a"]),
        ('module.m["k"].out', ["module.m[].out"]),
        ("aws_x.y[*].id", ["aws_x.y[].id"]),
        ("aws_x.y.*.id", ["aws_x.y[].id"]),
        ("aws_x.y.0.id", ["aws_x.y[].id"]),
        ("aws_x.y[var.i].id", ["aws_x.y[].id", "var.i"]),
        ("[for k, v in var.m : [k, v, var.z] if v != k]", ["var.m", "var.z"]),
        ("{ for v in [for v in var.m : v] : v => v... }", ["var.m"]),
        ("{ key = local.v, (local.k) = 1 }", ["local.v", "local.k"]),
        ('"${var.a}-${"${var.b}"}"', ["var.a", "var.b"]),
        ('"%{ for x in var.l }${x}${y.z}%{ endfor }${x.w}"', ["var.l", "y.z", "x.w"]),
        ('"%{ if var.c }${var.d}%{ else }${var.e}%{ endif }"', ["var.c", "var.d", "var.e"]),
        ("merge(var.a, { b = !var.b })", ["var.a", "var.b"]),
        ("provider::aws::arn_parse(var.a).region", ["var.a"]),
        ("(var.a).b", ["var.a"]),
        ("var.a ? var.b : -var.c", ["var.a", "var.b", "var.c"]),
        ("<<EOT\n${var.a} $${var.b}\nEOT", ["var.a"]),
        (
            "<<-EOT\n  %{ for x in var.l ~}\n  ${x} ${var.y}\n  %{ endfor }\n  EOT",
            ["var.l", "var.y"],
        ),
        ('<<EOT\n${join("}", [for x in var.l : "${x}"])}\nEOT', ["var.l"]),
    ],
)
def test_references_are_found_where_they_are_evaluated(text: str, references: list[str]) -> None:
    assert [str(each) for each in expression(text).references] == references


def test_references_in_a_heredoc_have_their_own_lines() -> None:
    found = expression("<<EOT\none\n${var.a}\n\n${var.b}\nEOT")
    assert [(str(each), each.line) for each in found.references] == [("var.a", 3), ("var.b", 5)]


def test_comments_are_found_on_their_lines_and_not_in_texts() -> None:
    text = """\
# one
a "b # none" { // two
  c = "# none" # three
  d = <<EOT
# none ${f(1, # four
  2)}
EOT
  e = [ /* five
six */ 1, # seven
  ]
}
# eight"""
    assert list(hcl.comments(text)) == [
        (1, "# one"),
        (2, "// two"),
        (3, "# three"),
        (5, "# four"),
        (8, "/* five"),
        (9, "six */"),
        (9, "# seven"),
        (12, "# eight"),
    ]
    assert list(hcl.comments("# one\na {")) == []


def test_escapes_are_kept_with_their_lines() -> None:
    found = expression(r'["$${aws:username}",' + "\n" + r'"\${x} \\${var.y}"]')
    assert [(each.text, each.line) for each in found.escapes] == [
        ("$${aws:username}", 1),
        (r"\${x}", 2),
    ]


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ("a = ", 1, "a value is missing"),
        ("\na = 'x'", 2, "a value is missing"),
        ('resource "x" "y" {\n  a = 1\n', 1, "this '{' is never closed"),
        ("x {\n  a = [1,\n", 2, "this '[' is never closed"),
        ("a = f(1\n", 1, "this '(' is never closed"),
        ('a = 1\nb = "x\nc = "y"\n', 2, "quotation mark is never closed"),
        ('a = "${var.x"\n', 1, "'}' is missing"),
        ("x {\n  a = 1\n  a = 2\n}", 3, "already set in line 2"),
        ("x = 1\nx {}\n", 2, "both a block and an attribute"),
        ("}", 1, "'}'"),
        ("a b c\n", 1, "'{' is missing"),
        ("x = [1 2]", 1, "']' is missing"),
        ("a = <<EOT\nfoo\n", 1, "the heredoc <<EOT is never closed"),
        ("a = <<EOT\nx\n${var.\nEOT\n", 3, "is never closed"),
        ("a = <<EOT\nx\n${var.}\nEOT\n", 3, "syntax error"),
        ("a = <<EOT\n%{ while x }\nEOT\n", 2, "unknown template directive"),
        ('a = "%{ if true }x"', 1, "'if' is never ended"),
        ('a = "%{ endfor }"', 1, "has nothing to end"),
        ("\x00", 1, "syntax error"),
        ("a = 1\n<<<<<<< HEAD\n", 2, "a merge conflict is left here"),
    ],
)
def test_broken_text_is_refused_with_its_line_and_fault(text: str, line: int, fault: str) -> None:
    with pytest.raises(hcl.ParseError) as caught:
        parse(text)
    assert caught.value.line == line
    assert fault in caught.value.fault
    assert str(caught.value).startswith(f"x.tf:{line}: ")


# What Terraform refuses is refused, and nothing else: it is asked about thousands of texts at once.

SYNTAX = (FIXTURES / "hcl" / "syntax.tf").read_text()
INSERTED = [*'{}[]()"=,.$%#:?!-*/&|<>~', "${", "$${", "%{", "\n", " ", "x", "0", "for ", "<<EOT\n"]
INSERTED += ["...", "=>", "==", "[*]", ".*", "/*", "*/", "//", " in ", " if ", "::", "\\n", '\\"']


def mutants(number: int) -> list[str]:
    """Texts that are a little different from a right one."""
    chosen = random.Random(number)
    found = []
    for _ in range(number):
        text = SYNTAX
        for _ in range(chosen.choice((1, 1, 1, 2))):
            at = chosen.randrange(len(text))
            text = (
                text[:at] + chosen.choice(["", *INSERTED]) + text[at + chosen.choice((0, 1, 3)) :]
            )
        found.append(text)
    return found


def refused_by_terraform(folder: Path, texts: list[str]) -> set[int]:
    for number, text in enumerate(texts):
        (folder / f"{number}.tf").write_text(text)
    done = find().run(["fmt", "-write=false", "-list=false", "-no-color", "."], folder)
    return {
        int(number) for number in re.findall(r" on \S*?(\d+)\.tf line", done.stdout + done.stderr)
    }


def refused_by_us(texts: list[str]) -> set[int]:
    found = set()
    for number, text in enumerate(texts):
        try:
            parse(text)
        except hcl.ParseError:
            found.add(number)
    return found


@pytest.mark.parametrize("number", [300, pytest.param(2000, marks=pytest.mark.long)])
def test_what_terraform_refuses_is_refused_and_nothing_else(tmp_path: Path, number: int) -> None:
    # Left out: a backslash before an interpolation is CMP03 here, which says more.
    texts = [text for text in mutants(number) if not re.search(r"\\[$%]", text)]
    theirs = refused_by_terraform(tmp_path, texts)
    ours = refused_by_us(texts)
    assert len(theirs) > number / 5
    assert {texts[each] for each in theirs ^ ours} == set()


# Files and directories


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('variable "a" { type = string default = "x" }\nb = 1\n', 1),
        ('variable "a" { type = string, default = "x" }\nb = 1\n', 1),
        ('variable "a" {\n  type = string; default = "x"\n}\nb = 1\n', 2),
        ('variable "a" {\n  type = string default = "x"\n}\nb = 1\n', 2),
        ('variable "a" {\n  type = string\n  default = "x"\n}\nb = { x = 0; y = 1 }\n', 5),
    ],
)
def test_several_attributes_on_a_line_are_a_fault_and_read_all_the_same(
    text: str, line: int, tmp_path: Path
) -> None:
    file = tmp_path / "main.tf"
    file.write_text(text)
    with pytest.raises(hcl.ParseError, match=f":{line}: syntax error"):
        hcl.read_file(file)
    tree = hcl.read_tree(tmp_path)
    assert [(each.line, each.is_passed) for each in tree.errors] == [(line, True)]
    (block,) = tree.modules[tmp_path].blocks
    assert (block.expression("default") or block).value == "x"  # type: ignore[union-attr]


def test_a_tree_is_read_by_directory_without_hidden_ones() -> None:
    root = FIXTURES / "hcl" / "resolves"
    tree = hcl.read_tree(root)
    assert {each.relative_to(root).as_posix() for each in tree.modules} == {
        ".",
        "bootstrap",
        "modules/network",
        "modules/peer",
    }
    assert [each.path.name for each in tree.tests] == ["network.tftest.hcl"]
    assert (tree.files, tree.errors) == (7, [])


def test_terraforms_own_directory_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".terraform" / "modules").mkdir(parents=True)
    (tmp_path / ".terraform" / "modules" / "x.tf").write_text("broken {")
    (tmp_path / "main.tf").write_text("")
    assert not hcl.read_tree(tmp_path).errors


def test_json_is_read_into_the_same_blocks(tmp_path: Path) -> None:
    (tmp_path / "x.tf.json").write_text(
        """{
  "//": "a comment",
  "resource": {
    "aws_s3_bucket": {
      "a": {
        "provider": "aws.dr",
        "bucket": "${var.name}-x",
        "lifecycle": {"prevent_destroy": true}
      },
      "b": [{"bucket": "b"}]
    }
  },
  "variable": [{"name": {"type": "string"}}, {"size": {"default": -1.5e1}}],
  "locals": {"provider": "text"}
}"""
    )
    blocks = hcl.read_tree(tmp_path).modules[tmp_path].blocks
    assert [(block.address, block.line, block.end_line) for block in blocks] == [
        ("aws_s3_bucket.a", 5, 9),
        ("aws_s3_bucket.b", 10, 10),
        ("var.name", 13, 13),
        ("var.size", 13, 13),
        ("local", 14, 14),
    ]
    bucket = blocks[0]
    assert [str(each) for each in bucket.attributes["bucket"].expression.references] == ["var.name"]
    assert bucket.attributes["bucket"].line == 7
    assert bucket.attributes["provider"].expression.text == "aws.dr"
    assert [each.kind for each in bucket.blocks] == ["lifecycle"]
    assert blocks[4].attributes["provider"].expression.value == "text"


@pytest.mark.parametrize(
    ("content", "line", "fault"),
    [
        ("", 1, "a value is missing"),
        ("[]", 1, "is no JSON object"),
        ("{}\n}", 2, "something follows"),
        ('{\n"a": 1}', 2, "'a' is no kind of block"),
        ('{"resource": 1}', 1, "'resource' has to be an object"),
        ('{"locals": {"a": 1,\n}}', 2, "a comma stands before the end"),
        ('{"locals": {"a": "b}}', 1, "never closed"),
        ('{"locals": {"a": [1 2]}}', 1, "',' or ']' is missing"),
        ('{"locals": {"a" 1}}', 1, "':' is missing"),
        ('{"locals": {"a":\n"${"}}', 2, "is never closed"),
        ('{"locals": {"a": ' + "[" * 5000, 1, "is nested too deeply"),
    ],
)
def test_broken_json_is_refused_with_its_line_and_fault(
    tmp_path: Path, content: str, line: int, fault: str
) -> None:
    (tmp_path / "x.tf.json").write_text(content)
    (error,) = hcl.read_tree(tmp_path).errors
    assert (error.line, fault in error.fault) == (line, True), error


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"\xff\xfe\x00a", "1: is not UTF-8 text (byte 0)"),
        (b"# fine\n\x80", "2: is not UTF-8 text (byte 7)"),
        (b"# " + b"x" * files.MAX_BYTES, "1: is larger than 16384 KiB: not read"),
        (b"\x7fELF\x00\x01", "1: syntax error"),
        (b'a = "' + b"${" * 5000, "1: "),
        (b"a = <<E\n" + b'${"' * 20_000 + b"\nE\n", "is nested too deeply"),
        (b"a = " + b"[" * 5000, "is nested too deeply"),
        (b"a = " + b"!" * 5000 + b"x", "is nested too deeply"),
        (b"a = 1" + b" + 1" * 5000, "is nested too deeply"),
        (b"a = x" + b".x" * 5000, "is nested too deeply"),
    ],
)
def test_files_that_are_no_terraform_give_one_error(
    tmp_path: Path, content: bytes, fault: str
) -> None:
    (tmp_path / "bad.tf").write_bytes(content)
    (tmp_path / "good.tf").write_text("locals {}")
    tree = hcl.read_tree(tmp_path)
    assert [block.kind for block in tree.modules[tmp_path].blocks] == ["locals"]
    (error,) = tree.errors
    assert fault in str(error)


def test_a_link_that_loops_and_one_that_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text("locals {}")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "dead.tf").symlink_to(tmp_path / "nowhere")
    (tmp_path / "self.tf").symlink_to(tmp_path / "self.tf")
    tree = hcl.read_tree(tmp_path)
    assert list(tree.modules) == [tmp_path]
    assert [error.path.name for error in tree.errors] == ["dead.tf", "self.tf"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.tf")
    (error,) = hcl.read_tree(tmp_path).errors
    assert error.fault == "not a regular file"


def test_a_directory_named_like_a_file_is_a_directory(tmp_path: Path) -> None:
    (tmp_path / "odd.tf").mkdir()
    (tmp_path / "odd.tf" / "main.tf").write_text("locals {}")
    assert list(hcl.read_tree(tmp_path).modules) == [tmp_path / "odd.tf"]


@pytest.mark.parametrize("what", ["missing", "a file"])
def test_what_is_no_directory_is_refused(tmp_path: Path, what: str) -> None:
    path = tmp_path / "x"
    if what == "a file":
        path.write_text("")
    with pytest.raises(TfdrError, match=r"name a directory that holds \.tf files"):
        hcl.read_tree(path)


def test_a_directory_that_cannot_be_listed_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "main.tf").write_text("locals {}")
    (tmp_path / "closed").mkdir()
    listed = os.scandir

    def scandir(path: str) -> object:  # tests may run as root, whom no mode keeps out
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    (error,) = hcl.read_tree(tmp_path).errors
    assert (error.path, error.fault) == (
        tmp_path / "closed",
        "cannot be listed: Permission denied",
    )


def test_far_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_FILES", 3)
    for number in range(5):
        (tmp_path / f"{number}.tf").write_text("")
    with pytest.raises(TfdrError, match="name the directory of one repository"):
        hcl.read_tree(tmp_path)
