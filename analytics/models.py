"""The models of this app live in its packages; Django finds them here."""

from analytics.accounting.models import Breakage as Breakage
from analytics.accounting.models import ClosedMonth as ClosedMonth
from analytics.accounting.models import CountedMonth as CountedMonth
from analytics.acquisition.models import AcquisitionCost as AcquisitionCost
from analytics.digest.models import WeeklyMail as WeeklyMail
from analytics.figures.models import Figure as Figure
from analytics.figures.models import Period as Period
from analytics.rollup.models import Rollup as Rollup
