"""The base of every task."""

from typing import Any

from celery import Task

from config.work import told


class ToldTask(Task):  # type: ignore[type-arg]
    """Every task tells how it went; its arguments and its result stay out of the line."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with told("task", task=self.name, task_id=self.request.id):
            return super().__call__(*args, **kwargs)
