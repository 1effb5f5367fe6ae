"""A session with the simulator by the published roslibpy; prints a line for each thing that worked.

Usage: roslibpy_session.py URL
"""

import sys
import threading

import roslibpy
from roslibpy.core import ServiceException

PATIENCE_S = 20


class Box:
    """A value that another thread brings."""

    def __init__(self):
        self._ready = threading.Event()
        self._value = None

    def put(self, value):
        if not self._ready.is_set():
            self._value = value
            self._ready.set()

    def get(self):
        if not self._ready.wait(PATIENCE_S):
            raise TimeoutError("nothing came")
        return self._value


def settle(ros):
    """Returns once the server worked off what this client sent."""
    roslibpy.Service(ros, "/rosapi/get_time", "rosapi_msgs/srv/GetTime").call(
        roslibpy.ServiceRequest(), timeout=PATIENCE_S
    )


def connect(url):
    ros = roslibpy.Ros(url)
    ros.run(timeout=PATIENCE_S)
    return ros


def hears_topics(ros):
    state = Box()
    topic = roslibpy.Topic(
        ros, "/joint_states", "sensor_msgs/msg/JointState", throttle_rate=10, queue_length=1
    )
    topic.subscribe(state.put)
    message = state.get()
    assert len(message["name"]) == len(message["position"]) > 6, message
    topic.unsubscribe()
    description = Box()
    late = roslibpy.Topic(ros, "/robot_description", "std_msgs/msg/String")
    late.subscribe(description.put)
    assert "<robot" in description.get()["data"]
    late.unsubscribe()


def speaks_to_others(ros, other):
    heard = Box()
    speaker = roslibpy.Topic(ros, "/words", "std_msgs/msg/String", latch=True)
    speaker.advertise()
    speaker.publish(roslibpy.Message({"data": "grüß dich"}))
    settle(ros)
    listener = roslibpy.Topic(other, "/words", "std_msgs/msg/String")
    listener.subscribe(heard.put)
    assert heard.get() == {"data": "grüß dich"}
    listener.unsubscribe()
    speaker.unadvertise()


def calls_services(ros):
    entities = roslibpy.Service(ros, "/get_entities", "simulation_interfaces/srv/GetEntities")
    assert len(entities.call(roslibpy.ServiceRequest(), timeout=PATIENCE_S)["entities"]) > 0
    missing = roslibpy.Service(ros, "/no_such_service", "std_srvs/srv/Trigger")
    try:
        missing.call(roslibpy.ServiceRequest(), timeout=PATIENCE_S)
    except ServiceException as error:
        assert "does not exist" in str(error), error
    else:
        raise AssertionError("a missing service answered")


def serves_others(ros, other):
    def add(request, response):
        response["sum"] = request["a"] + request["b"]
        return True

    server = roslibpy.Service(other, "/add", "example_interfaces/srv/AddTwoInts")
    server.advertise(add)
    settle(other)
    client = roslibpy.Service(ros, "/add", "example_interfaces/srv/AddTwoInts")
    answer = client.call(roslibpy.ServiceRequest({"a": 3, "b": 4}), timeout=PATIENCE_S)
    assert answer["sum"] == 7, answer
    server.unadvertise()
    settle(other)


def keeps_parameters(ros):
    assert roslibpy.Param(ros, "/codeact_sim:publish_rate").get(timeout=PATIENCE_S) == 50
    own = roslibpy.Param(ros, "/python:speed")
    own.set({"fast": [1, 2]}, timeout=PATIENCE_S)
    assert own.get(timeout=PATIENCE_S) == {"fast": [1, 2]}
    own.delete(timeout=PATIENCE_S)
    assert own.get(timeout=PATIENCE_S) is None


def survives_a_status(ros):
    """roslibpy knows no `status`: an error that the server tells must not end the connection."""
    ros.send_on_ready(roslibpy.Message({"op": "fly", "id": "x"}))
    settle(ros)
    assert ros.is_connected


def discovers(ros):
    found = Box()
    ros.get_topics(found.put)
    topics = found.get()
    kinds = dict(zip(topics["topics"], topics["types"], strict=True))
    assert kinds["/joint_states"] == "sensor_msgs/msg/JointState"
    servers = Box()
    ros.get_action_servers(servers.put)
    names = servers.get()["action_servers"]
    assert "/joint_trajectory_controller/follow_joint_trajectory" in names, names


def reconnects(ros):
    """A connection that breaks is dialled anew by roslibpy, and what it was subscribed to goes on."""
    heard_again = Box()
    lost = threading.Event()
    topic = roslibpy.Topic(ros, "/joint_states", "sensor_msgs/msg/JointState", throttle_rate=50)
    topic.subscribe(lambda message: heard_again.put(message) if lost.is_set() else None)
    settle(ros)
    ros.on("close", lambda _proto: lost.set())
    ros.factory.on_ready(lambda proto: proto.transport.abortConnection())
    assert lost.wait(PATIENCE_S), "the connection was not lost"
    assert len(heard_again.get()["name"]) > 6
    topic.unsubscribe()


def main():
    ros, other = connect(sys.argv[1]), connect(sys.argv[1])
    steps = {
        "topics": lambda: hears_topics(ros),
        "publishing and latching": lambda: speaks_to_others(ros, other),
        "services": lambda: calls_services(ros),
        "services of its own": lambda: serves_others(ros, other),
        "parameters": lambda: keeps_parameters(ros),
        "status": lambda: survives_a_status(ros),
        "discovery": lambda: discovers(ros),
        "reconnection": lambda: reconnects(ros),
    }
    for name, step in steps.items():
        step()
        print(f"ok {name}", flush=True)
    other.close()
    ros.terminate()


main()
