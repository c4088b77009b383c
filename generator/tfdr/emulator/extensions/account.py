"""Account Management: which regions an account has enabled.

moto 5.2.5 knows contacts only. Here a new account has those alone that nobody has to opt in to, see
`inside.enabled_regions`; a region that is asked for is enabled at once.
"""

from typing import Any

from moto.account import urls
from moto.account.responses import AccountResponse
from moto.core.responses import ActionResult, EmptyResult

from tfdr.emulator.extensions.teach import adds, teaches, teaches_paths
from tfdr.emulator.inside import enabled_regions

teaches_paths(urls, AccountResponse, "{0}/getRegionOptStatus$", "{0}/enableRegion$")


@teaches(AccountResponse)
class Regions:
    """Regions that are enabled, and enabling one."""

    @adds
    def get_region_opt_status(self: Any) -> ActionResult:
        region = self._get_param("RegionName")
        return ActionResult(
            {"RegionName": region, "RegionOptStatus": enabled_regions.status(region)}
        )

    @adds
    def enable_region(self: Any) -> EmptyResult:
        enabled_regions.enable(self._get_param("RegionName"))
        return EmptyResult()
