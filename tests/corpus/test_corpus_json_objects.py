"""JSON in the midst of whatever a model wrote."""

from corpus.json_objects import json_objects


def test_objects_are_found_wherever_they_begin() -> None:
    """In thoughts, in fences, one in another; what is broken is passed over."""
    text = 'I {think} so: ```json\n{"a": {"b": 1}}\n``` or {"c": '
    assert list(json_objects(text, 50)) == [{"a": {"b": 1}}, {"b": 1}]
    assert list(json_objects("no object", 50)) == []


def test_only_so_many_braces_are_tried() -> None:
    """A reply of nothing but braces costs no more than the attempts, however deep it nests."""
    assert list(json_objects("{" * 5 + '{"a": 1}', 5)) == []
    assert list(json_objects("{" * 5 + '{"a": 1}', 6)) == [{"a": 1}]
    assert list(json_objects('{"a":' * 100_000, 3)) == []
