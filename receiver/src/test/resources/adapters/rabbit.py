"""Speaks to RabbitMQ: rabbit.py send TIMES, or rabbit.py take TIMES, which holds what it took."""
import os, sys, time
import amqp

connection = amqp.Connection(os.environ["BROKER"], userid="guest", password="guest")
connection.connect()
channel = connection.channel()
channel.queue_declare("llm", durable=True, auto_delete=False)
channel.queue_declare("celeryev.1f3a", durable=False, auto_delete=False)
if sys.argv[1] == "send":
    channel.confirm_select()
    for _ in range(int(sys.argv[2])):
        channel.basic_publish(amqp.Message("task"), routing_key="llm")
        channel.basic_publish(amqp.Message("event"), routing_key="celeryev.1f3a")
    connection.close()
else:
    for _ in range(int(sys.argv[2])):
        channel.basic_get("llm")
    while True:
        connection.drain_events()
