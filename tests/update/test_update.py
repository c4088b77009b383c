"""`tfdr update`: edits are kept, the rest equals a fresh generation, conflicts are reported."""

import json
from pathlib import Path

import pytest
from tfdr.rendering.render import _translation

from tests.support import ANSWERS, Done, Tfdr, commit, git, snapshot


def generated(folder: Path) -> dict[str, bytes | str | None]:
    return {name: text for name, text in snapshot(folder).items() if not name.startswith(".git/")}


def edit(folder: Path, old: str, new: str) -> None:
    readme = folder / "README.md"
    assert old in readme.read_text()
    readme.write_text(readme.read_text().replace(old, new))
    commit(folder, "Edit")


def test_an_edit_is_kept_and_the_rest_equals_a_fresh_generation(
    tfdr: Tfdr, tmp_path: Path, source: Path, shop: Path
) -> None:
    edit(shop, "## Places", "## Places that we know")
    done = tfdr("update", shop)

    assert done.code == 0, done.err
    assert "added:\n  added.txt\nchanged:\n  .copier-answers.yml\n  README.md\n" in done.out
    tfdr("new", tmp_path / "fresh", "--template", source, *ANSWERS)
    fresh, updated = generated(tmp_path / "fresh"), generated(shop)
    readme = str(updated.pop("README.md"))
    assert "of a red colour" in readme
    assert "## Places that we know" in readme
    fresh.pop("README.md")
    updated.pop(".git")
    assert updated == fresh
    assert "_commit: v2.0.0" in (shop / ".copier-answers.yml").read_text()


def test_a_clash_is_reported_with_its_files_and_exit_code_1(tfdr: Tfdr, shop: Path) -> None:
    edit(shop, "It is red and", "It is crimson and")
    done = tfdr("update", shop)

    assert done.code == 1
    assert "in conflict:\n  README.md\n" in done.out
    assert "1 file(s) changed both here and in the template" in done.out
    assert f"Next:\n  tfdr check {shop}\n  git -C {shop} add -A && " in done.out
    text = (shop / "README.md").read_text()
    assert "It is crimson" in text
    assert "of a red colour" in text


def test_an_answer_changes_with_the_update(tfdr: Tfdr, shop: Path) -> None:
    done = tfdr("update", shop, "--data", "size=9", "--data", "tags=[a, b]")

    assert done.code == 0, done.err
    assert "Its size is 9." in (shop / "README.md").read_text()
    recorded = (shop / ".copier-answers.yml").read_text()
    assert "size: 9" in recorded
    assert "owner: me" in recorded


def test_a_second_update_changes_nothing(tfdr: Tfdr, shop: Path) -> None:
    tfdr("update", shop)
    commit(shop, "Update")
    done = tfdr("update", shop)

    assert done.code == 0, done.err
    assert done.out.endswith(f"it is up to date.\n\nNext:\n  tfdr check {shop}\n")


def test_an_answer_that_stops_applying_is_dropped(tfdr: Tfdr, shop: Path) -> None:
    first = tfdr("update", shop, "--data", "zone=existing", "--data", "zone_name=old.zone")
    assert first.code == 0, first.err
    commit(shop, "Use a zone")
    done = tfdr("update", shop, "--data", "zone=create")

    assert done.code == 0, done.err
    assert "dropped: zone_name" in done.out
    assert "zone  = new" in (shop / "main.txt").read_text()
    assert "zone_name" not in (shop / ".copier-answers.yml").read_text()


def refused(done: Done, folder: Path, before: object, fragment: str, code: int = 2) -> None:
    assert done.code == code
    assert fragment in done.message
    assert "Traceback" not in done.err
    assert snapshot(folder) == before


def test_a_dirty_tree_is_refused(tfdr: Tfdr, shop: Path) -> None:
    (shop / "new.txt").write_text("mine")
    before = snapshot(shop)

    refused(tfdr("update", shop), shop, before, "has changes that are not committed")


def test_an_invalid_recorded_answer_is_refused_and_not_dropped(tfdr: Tfdr, shop: Path) -> None:
    answers = shop / ".copier-answers.yml"
    answers.write_text(answers.read_text().replace("size: 7", "size: 11"))
    commit(shop, "Break an answer")
    before = snapshot(shop)

    refused(tfdr("update", shop), shop, before, "size: cannot be 11: give at most 10")


@pytest.mark.parametrize(
    ("data", "fragment"),
    [
        ("size=11", "size: cannot be 11"),
        ("sise=3", "did you mean size?"),
        ("loud_name=X", "loud_name: is computed by the template"),
        ("_commit=v2.0.0", "is not an answer"),
    ],
)
def test_a_bad_new_answer_is_refused(tfdr: Tfdr, shop: Path, data: str, fragment: str) -> None:
    before = snapshot(shop)

    refused(tfdr("update", shop, "--data", data), shop, before, fragment)


@pytest.mark.parametrize(
    ("line", "instead", "fragment"),
    [
        ("_commit: v1.0.0\n", "", "was not a git repository"),
        ("_commit: v1.0.0\n", "_commit: v9.9.9\n", "names it (_commit): name a place"),
        ("_commit: v1.0.0\n", "_commit: 1.5\n", "_commit is not text"),
        ("_src_path: ", "_src_path: /nowhere", "names a template that cannot be read (_src_path"),
        ("_src_path: ", "_src_path: . #", 'names "." as the template (_src_path)'),
        ("_src_path: ", "_src_path: ../t.git #", "--template FOLDER"),
        ("_src_path: ", "_src_path: builtin:tfdr #", "by tfdr 1.0.0, and tfdr"),
        ("owner: me", "owner: [", "is not YAML"),
    ],
)
def test_an_origin_that_cannot_be_used_is_refused(
    tfdr: Tfdr, shop: Path, line: str, instead: str, fragment: str
) -> None:
    answers = shop / ".copier-answers.yml"
    assert line in answers.read_text()
    answers.write_text(answers.read_text().replace(line, instead))
    commit(shop, "Break the origin")
    before = snapshot(shop)

    refused(tfdr("update", shop), shop, before, fragment)


def test_a_folder_that_was_not_generated_is_refused(tfdr: Tfdr, tmp_path: Path) -> None:
    refused(tfdr("update", tmp_path / "none"), tmp_path, {}, "is not a folder")
    refused(tfdr("update", tmp_path), tmp_path, {}, "has no .copier-answers.yml")


def test_a_folder_that_git_ignores_is_refused(tfdr: Tfdr, tmp_path: Path, source: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / ".gitignore").write_text("/shop/\n", encoding="utf-8")
    tfdr("new", tmp_path / "shop", "--template", source, *ANSWERS)
    before = snapshot(tmp_path / "shop")

    refused(tfdr("update", tmp_path / "shop"), tmp_path / "shop", before, "is ignored by the git")


def test_a_folder_without_git_is_refused(tfdr: Tfdr, tmp_path: Path, source: Path) -> None:
    tfdr("new", tmp_path / "bare", "--template", source, *ANSWERS)
    before = snapshot(tmp_path)

    refused(tfdr("update", tmp_path / "bare"), tmp_path, before, "is not in a git repository")


def test_git_that_is_not_installed_is_a_missing_tool(
    tfdr: Tfdr, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(shop)
    monkeypatch.setenv("PATH", "/nowhere")

    refused(tfdr("update", shop), shop, before, "git is needed", code=3)


def test_a_moved_source_is_named_and_then_recorded(
    tfdr: Tfdr, tmp_path: Path, source: Path, shop: Path
) -> None:
    moved = source.rename(tmp_path / "moved")
    assert tfdr("update", shop).code == 2
    done = tfdr("update", shop, "--template", moved)

    assert done.code == 0, done.err
    assert (shop / "added.txt").is_file()
    assert f"_src_path: {moved}" in (shop / ".copier-answers.yml").read_text()


def test_what_an_installed_package_generated_moves_to_a_git_source(
    tfdr: Tfdr, source: Path, shop: Path
) -> None:
    answers = shop / ".copier-answers.yml"
    answers.write_text(
        answers.read_text().replace(f"_src_path: {source}", "_src_path: builtin:tfdr")
    )
    commit(shop, "As the wheel writes it")
    edit(shop, "## Places", "## Places that we know")

    without = tfdr("update", shop)
    assert without.code == 2
    assert "holds the templates of" in without.message
    done = tfdr("update", shop, "--template", source)

    assert done.code == 0, done.err
    assert f"_src_path: {source}" in answers.read_text()
    assert "## Places that we know" in (shop / "README.md").read_text()
    assert "of a red colour" in (shop / "README.md").read_text()


def test_a_version_can_be_named(tfdr: Tfdr, source: Path, shop: Path) -> None:
    (source / "template" / "third.txt").write_text("third\n")
    commit(source, "Version 3", tag="v3.0.0")
    done = tfdr("update", shop, "--ref", "v2.0.0")

    assert done.code == 0, done.err
    assert (shop / "added.txt").is_file()
    assert not (shop / "third.txt").exists()


def test_a_subfolder_of_a_repository_is_updated_alone(
    tfdr: Tfdr, source: Path, tmp_path: Path
) -> None:
    mono = tmp_path / "mono"
    mono.mkdir()
    tfdr("new", mono / "shop", "--template", source, "--ref", "v1.0.0", *ANSWERS)
    (mono / "README.md").write_text("The whole.\n")
    commit(mono, "Generate")
    done = tfdr("update", mono / "shop")

    assert done.code == 0, done.err
    assert "added:\n  added.txt\nchanged:\n  .copier-answers.yml\n  README.md\n" in done.out
    assert (mono / "README.md").read_text() == "The whole.\n"
    assert git(mono, "status", "--porcelain", "--", "README.md") == ""


def test_an_update_that_fails_half_way_says_how_to_go_back(
    tfdr: Tfdr, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from copier._main import Worker

    apply = Worker._apply_update

    def fail_at_the_end(self: Worker) -> None:
        apply(self)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Worker, "_apply_update", fail_at_the_end)
    before = {name: text for name, text in generated(shop).items() if name != ".git"}
    done = tfdr("update", shop)

    assert done.code == 2
    assert "stopped half-way" in done.message
    git(shop, "checkout", "--", ".")
    git(shop, "clean", "-fdq", ".")
    assert {name: text for name, text in generated(shop).items() if name != ".git"} == before


def test_a_folder_that_cannot_be_written_to_is_named(
    tfdr: Tfdr, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(shop)
    monkeypatch.setattr("os.access", lambda *_: False)

    refused(tfdr("update", shop), shop, before, f"{shop} cannot be written to")


def test_what_git_may_not_write_is_not_blamed_on_the_template() -> None:
    class ProcessExecutionError(OSError):
        stderr = "fatal: cannot open '/x/.git/index': Read-only file system\n"

    said = str(_translation("https://h.test/t.git", ProcessExecutionError()))

    assert said.startswith("git may not write: fatal: cannot open '/x/.git/index'")
    assert "template" not in said


def test_a_file_becomes_executable_where_git_heeds_no_modes(
    tfdr: Tfdr, source: Path, shop: Path
) -> None:
    git(shop, "config", "core.fileMode", "false")
    script = source / "template" / "README.md.jinja"
    assert script.is_file()
    script.chmod(0o755)
    commit(source, "Version 3", tag="v3.0.0")

    assert tfdr("update", shop).code == 0

    assert git(shop, "ls-files", "--stage", "README.md").startswith("100755 ")


@pytest.mark.parametrize("where", ["gitignore", "excludes"])
def test_a_file_of_the_template_that_git_ignores_is_not_lost(
    tfdr: Tfdr, tmp_path: Path, shop: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    git(shop, "rm", "-q", "--cached", "main.txt")
    if where == "gitignore":
        (shop / ".gitignore").write_text("main.txt\nother.txt\n")
    else:
        (tmp_path / "excludes").write_text("main.txt\nother.txt\n")
        monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
        monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.excludesFile")
        monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(tmp_path / "excludes"))
    commit(shop, "Ignore")
    (shop / "main.txt").write_text("edited\n")
    (shop / "other.txt").write_text("not of the template\n")
    done = tfdr("update", shop)

    assert done.code == 2
    assert "git ignores files that the template writes" in done.message
    assert "main.txt" in done.message
    assert "other.txt" not in done.message
    assert (shop / "main.txt").read_text() == "edited\n"


def test_what_git_ignores_beside_the_template_is_no_reason_to_refuse(
    tfdr: Tfdr, shop: Path
) -> None:
    (shop / ".gitignore").write_text("*.tfplan\n")
    commit(shop, "Ignore")
    (shop / "a.tfplan").write_text("")

    assert tfdr("update", shop).code == 0
    assert (shop / "a.tfplan").is_file()


def test_a_path_with_a_symbolic_link_in_it_is_updated(
    tfdr: Tfdr, tmp_path: Path, shop: Path
) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    done = tfdr("update", tmp_path / "link" / "shop")

    assert done.code == 0, done.err
    assert "of a red colour" in (shop / "README.md").read_text()


def test_a_shallow_template_is_told_how_to_get_its_versions(
    tfdr: Tfdr, tmp_path: Path, source: Path, shop: Path
) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{source}", "shallow")
    done = tfdr("update", shop, "--template", tmp_path / "shallow")

    assert done.code == 2
    assert "is a shallow clone without 'v1.0.0'" in done.message
    assert "git fetch --unshallow --tags" in done.message


def test_changes_of_the_template_that_are_not_committed_are_named(
    tfdr: Tfdr, tmp_path: Path, source: Path, shop: Path
) -> None:
    (source / "template" / "added.txt").write_text("not committed\n")
    told = "The template has uncommitted changes, which went in"
    flags = ("--template", source, "--ref", "HEAD", *ANSWERS)
    done = tfdr("new", tmp_path / "new", *flags, "--format", "json")

    assert told in json.loads(done.out)["notes"][0]
    assert told in tfdr("new", tmp_path / "other", *flags).out
    assert told in tfdr("update", shop, "--ref", "HEAD").out


def test_an_answer_that_destroys_needs_a_flag(
    tfdr: Tfdr, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = {"when": "removed", "destroys": "what is there."}
    monkeypatch.setattr("tfdr.facts.read", lambda _name: {"changes": {"tags": [rule]}})
    before = generated(shop)
    refused = tfdr("update", shop, "--data", "tags=[b]")

    assert refused.code == 2
    assert "tags from [shop] to [b] destroys what is there." in refused.message
    assert "--allow-destroy" in refused.message
    assert generated(shop) == before
    assert tfdr("update", shop, "--data", "tags=[b]", "--allow-destroy").code == 0
    assert "- b\n" in (shop / "README.md").read_text()
