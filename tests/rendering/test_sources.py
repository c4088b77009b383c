"""Where a template comes from: releases, versions, URLs, and what is no source."""

from pathlib import Path

import pytest
from tfdr.rendering import sources

from tests.support import SHOP, Tfdr, git, template_repository


def test_a_git_source_is_used_at_its_latest_release(tfdr: Tfdr, tmp_path: Path) -> None:
    source = template_repository(tmp_path / "source")
    (source / "template" / "docs" / "note.md").write_text("Not released yet.\n")
    done = tfdr("new", tmp_path / "shop", "--template", source, *SHOP[2:])

    assert done.code == 0, done.err
    assert (tmp_path / "shop/docs/note.md").read_text() == "A note that no answer changes.\n"
    recorded = (tmp_path / "shop" / ".copier-answers.yml").read_text()
    assert f"_src_path: {source}" in recorded
    assert "_commit: v1.0.0" in recorded


def test_a_git_source_can_be_used_at_any_version(tfdr: Tfdr, tmp_path: Path) -> None:
    source = template_repository(tmp_path / "source")
    (source / "template" / "docs" / "note.md").write_text("On a branch.\n")
    git(source, "checkout", "-q", "-b", "wip")
    git(source, "commit", "-qam", "Go on")
    done = tfdr("new", tmp_path / "shop", "--template", source, "--ref", "wip", *SHOP[2:])

    assert done.code == 0, done.err
    assert (tmp_path / "shop/docs/note.md").read_text() == "On a branch.\n"


def test_a_git_url_works_and_is_recorded(tfdr: Tfdr, tmp_path: Path) -> None:
    source = template_repository(tmp_path / "source")
    url = f"file://{source}"
    done = tfdr("new", tmp_path / "shop", "--template", url, *SHOP[2:])

    assert done.code == 0, done.err
    assert f"_src_path: git+{url}" in (tmp_path / "shop" / ".copier-answers.yml").read_text()


@pytest.mark.parametrize(
    ("source", "fragment"),
    [
        ("nowhere", "is neither a folder nor a git URL"),
        ("", "is neither a folder nor a git URL"),
        ("https://user:secret@git.acme-markets.com/x.git", "holds a password"),
        ("http://secret@git.acme-markets.com/x.git", "holds a password or a token"),
        ("git+https://secret@git.acme-markets.com/x", "give git+https://git.acme-markets.com/x"),
        ("/nowhere/at/all.git", "git could not read the template"),
        ("a\nb", "is neither a folder nor a git URL"),
        ("--upload-pack=touch pwned", "is neither a folder nor a git URL"),
    ],
)
def test_a_source_that_cannot_be_used_is_refused(
    tfdr: Tfdr, tmp_path: Path, source: str, fragment: str
) -> None:
    done = tfdr("new", tmp_path / "shop", f"--template={source}", *SHOP[2:])

    assert done.code == 2
    assert fragment in done.message
    assert "secret" not in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["git@h.test:x.git", "ssh://git@h.test/x.git", "gh:a/b"])
def test_the_user_of_an_ssh_url_is_no_secret(url: str) -> None:
    assert sources.origin(url, None).url == url


def test_an_unknown_ref_is_refused(tfdr: Tfdr, tmp_path: Path) -> None:
    source = template_repository(tmp_path / "source")
    done = tfdr("new", tmp_path / "shop", "--template", source, "--ref", "v9", *SHOP[2:])

    assert done.code == 2
    assert "has no version 'v9'" in done.message


def test_ref_without_template_is_refused(tfdr: Tfdr, tmp_path: Path) -> None:
    done = tfdr("new", tmp_path / "shop", "--ref", "v1")

    assert done.code == 2
    assert "--template" in done.message
