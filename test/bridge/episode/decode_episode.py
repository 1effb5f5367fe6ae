"""Decodes an episode with the Python packages of MCAP and tells what is in it, as JSON on stdout."""

import json
import sys
from collections import Counter

from mcap.reader import make_reader
from mcap_ros2.decoder import DecoderFactory


def main(path: str) -> None:
    counts: Counter[str] = Counter()
    poses: dict[str, list[float]] = {}
    stamps: list[int] = []
    texts: list[str] = []
    with open(path, "rb") as stream:
        reader = make_reader(stream, validate_crcs=True, decoder_factories=[DecoderFactory()])
        summary = reader.get_summary()
        statistics = summary.statistics
        told = {summary.channels[id].topic: n for id, n in statistics.channel_message_counts.items()}
        for _schema, channel, message, decoded in reader.iter_decoded_messages():
            counts[channel.topic] += 1
            if channel.topic == "/tf":
                for item in decoded.transforms:
                    at = item.transform.translation
                    poses[item.child_frame_id] = [at.x, at.y, at.z]
            elif channel.topic == "/joint_states":
                stamp = decoded.header.stamp
                stamps.append(stamp.sec * 1_000_000_000 + stamp.nanosec)
                assert stamps[-1] == message.log_time
            elif channel.topic == "/codeact/output":
                texts.append(decoded.text)
        metadata = {record.name: dict(record.metadata) for record in reader.iter_metadata()}
        attached = [record.name for record in reader.iter_attachments()]
        profile = reader.get_header().profile
    json.dump(
        {
            "profile": profile,
            "counts": counts,
            "told": told,
            "poses": poses,
            "joint_states": len(stamps),
            "text": "".join(texts),
            "metadata": metadata,
            "attachments": attached,
        },
        sys.stdout,
    )


main(sys.argv[1])
