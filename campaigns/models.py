"""The index of models: they live beside what they are about."""

from campaigns.campaign.models import BudgetCounter, BudgetEntry, Campaign, CampaignLane, CampaignVersion, RulesetRow

__all__ = ["BudgetCounter", "BudgetEntry", "Campaign", "CampaignLane", "CampaignVersion", "RulesetRow"]
