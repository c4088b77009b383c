"""Where providers are: mirrors, caches, chosen folders, and which of them counts."""

from pathlib import Path

import pytest
from tfdr.errors import TfdrError
from tfdr.terraform import providers

from tests.machine import bare, fill

__all__ = ["bare"]


def versions(chosen: Path | None = None) -> dict[str, tuple[str, ...]]:
    return {each.what: each.versions for each in providers.places(chosen) if each.versions}


def test_the_implied_mirror_is_found_with_the_newest_version_last(bare: Path) -> None:
    fill(bare / ".terraform.d" / "plugins", "5.100.0", "6.2.0", "6.10.0")
    assert versions() == {"implied local mirror": ("5.100.0", "6.2.0", "6.10.0")}
    assert providers.environment(None) == {}


def test_opentofu_has_mirrors_and_settings_of_its_own(bare: Path, tmp_path: Path) -> None:
    opentofu = "registry.opentofu.org"
    fill(bare / ".terraform.d" / "plugins", "5.100.0")
    assert providers.offered(None, opentofu) == ()
    mirror = tmp_path / "share" / "opentofu" / "plugins" / opentofu / "hashicorp" / "aws"
    (mirror / "6.70.0" / providers.PLATFORM).mkdir(parents=True)
    assert providers.offered(None, opentofu) == ("6.70.0",)
    assert providers.offered(None) == ("5.100.0",)
    (bare / ".terraformrc").write_text("")
    (bare / ".tofurc").write_text(
        "provider_installation {\n  filesystem_mirror {\n"
        f'    path = "{tmp_path}/none"\n  }}\n}}\n'
    )
    assert providers.offered(None, opentofu) == ()
    assert providers.offered(None) == ("5.100.0",)


def test_providers_of_other_machines_do_not_count(bare: Path) -> None:
    fill(bare / ".terraform.d" / "plugins", "5.100.0", platform="plan9_amd64")
    assert versions() == {}


@pytest.mark.usefixtures("bare")
def test_packed_providers_count(tmp_path: Path) -> None:
    folder = tmp_path / "share" / "terraform" / "plugins" / providers.PROVIDER
    folder.mkdir(parents=True)
    (folder / f"terraform-provider-aws_6.0.0_{providers.PLATFORM}.zip").touch()
    assert versions() == {"implied local mirror": ("6.0.0",)}


def test_a_configured_mirror_and_cache_count_instead_of_implied_ones(
    bare: Path, tmp_path: Path
) -> None:
    fill(bare / ".terraform.d" / "plugins", "5.100.0")
    fill(tmp_path / "mirror", "6.0.0")
    fill(tmp_path / "plugins", "6.1.0")
    (bare / ".terraformrc").write_text(
        f'plugin_cache_dir = "{tmp_path}/plugins"\n'
        "provider_installation {\n  filesystem_mirror {\n"
        f'    path = "{tmp_path}/mirror"\n  }}\n}}\n'
    )
    assert versions() == {"configured mirror": ("6.0.0",), "plugin cache": ("6.1.0",)}


@pytest.mark.usefixtures("bare")
def test_without_any_the_provider_is_downloaded_once(tmp_path: Path) -> None:
    plugins = tmp_path / "cache" / "tfdr" / "plugins"
    assert providers.environment(None)["TF_PLUGIN_CACHE_DIR"] == str(plugins)
    assert plugins.is_dir()


def test_a_plugin_directory_is_all_that_counts(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(bare / ".terraform.d" / "plugins", "5.100.0")
    chosen = fill(tmp_path / "mine", "6.0.0")
    monkeypatch.setenv("TFDR_PLUGIN_DIR", str(chosen))
    assert providers.chosen_directory(None) == chosen
    assert versions(chosen) == {"plugin directory": ("6.0.0",)}


def test_a_plugin_directory_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TfdrError, match=r"--plugin-dir: .* is not a directory; name one"):
        providers.chosen_directory(str(tmp_path / "gone"))
