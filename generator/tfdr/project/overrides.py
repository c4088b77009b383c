"""Override files: what they say of a block goes before what the block says itself."""

from pathlib import Path

from tfdr import hcl


def by_name(module: hcl.Module) -> dict[tuple[str, str], hcl.Block]:
    """The blocks of a module by kind and name, with what override files change."""
    found: dict[tuple[str, str], hcl.Block] = {}
    for block in sorted(module.blocks, key=lambda each: is_override(each.file)):
        if not block.labels or block.kind in ("provider", "locals", "terraform"):
            continue
        key = (block.kind, ".".join(block.labels))
        before = found.get(key)
        found[key] = _merged(before, block) if before and is_override(block.file) else block
    return found


def _merged(before: hcl.Block, override: hcl.Block) -> hcl.Block:
    kinds = {block.kind for block in override.blocks}
    return hcl.Block(
        before.kind,
        before.labels,
        before.file,
        before.line,
        before.end_line,
        {**before.attributes, **override.attributes},
        (*(each for each in before.blocks if each.kind not in kinds), *override.blocks),
    )


def is_override(file: Path) -> bool:
    """Whether what a file says changes blocks that are elsewhere."""
    return file.stem == "override" or file.stem.endswith("_override")
