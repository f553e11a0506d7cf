"""An app of Celery; tasks.py TASK TIMES [SECONDS] sends tasks to it."""
import os, sys, time
import celery

app = celery.Celery("tasks", broker=os.environ["BROKER_URL"])
app.conf.update(task_default_queue="llm", worker_send_task_events=True, worker_prefetch_multiplier=1)


@app.task(name="work")
def work(seconds):
    time.sleep(seconds)


@app.task(name="fail")
def fail():
    raise ValueError("on purpose")


if __name__ == "__main__":
    for _ in range(int(sys.argv[2])):
        app.send_task(sys.argv[1], args=[float(word) for word in sys.argv[3:]])
