"""What is reported of the area sandbox and talent.

Participants and resident firms are counted like any others: no source of this project says that either register is
public. The longest wait is that of one firm, and is not shown. Applications open and admitted are not told beside the
stages, as they would give a withheld stage away. What single firms contribute is not in the marts, so that headcounts
are held to the number of firms alone.
"""

from cryptocity.reports.entries import Figure, Headline, Report, counting, resting_on
from cryptocity.reports.figures import sandbox_and_talent

_PARTICIPANTS = ("reference.sandbox_participants",)
_RESIDENTS = ("reference.residents",)

SANDBOX_AND_TALENT = Report(
    area="sandbox_and_talent",
    headlines=(
        Headline("sandbox_applications", _PARTICIPANTS, rests_on="participants"),
        Headline("median_days_in_application", _PARTICIPANTS, rests_on="participants"),
        Headline("sandbox_incidents", _PARTICIPANTS, rests_on="participants"),
        Headline("firms_in_residence", _RESIDENTS, rests_on="firms"),
        Headline("specialists_in_residence", _RESIDENTS, rests_on="firms"),
    ),
    figures=(
        Figure(
            "sandbox_stages",
            sandbox_and_talent.sandbox_stages,
            dimensions=("month", "stage"),
            measures=("participants",),
            rests_on=counting("participants", "month_participants"),
            total_is_known=True,
            sources=_PARTICIPANTS,
        ),
        Figure(
            "days_to_admission",
            sandbox_and_talent.days_to_admission,
            dimensions=("month",),
            measures=("participants", "median_days_to_admission", "p90_days_to_admission"),
            rests_on=resting_on("participants", "participants", "median_days_to_admission", "p90_days_to_admission"),
            sources=_PARTICIPANTS,
        ),
        Figure(
            "resident_people",
            sandbox_and_talent.resident_people,
            dimensions=("month",),
            measures=("headcount", "specialists", "other_people", "firms"),
            rests_on=resting_on("firms", "headcount", "specialists", "other_people", "firms"),
            sources=_RESIDENTS,
        ),
        Figure(
            "resident_activities",
            sandbox_and_talent.resident_activities,
            dimensions=("month", "oked_code"),
            measures=("headcount", "specialists", "firms"),
            rests_on={
                **resting_on("firms", "headcount", "specialists", "firms"),
                **resting_on("all_firms", "all_headcount"),
            },
            parts={"specialists": "headcount"},
            total_is_known=True,
            sources=_RESIDENTS,
        ),
    ),
)
