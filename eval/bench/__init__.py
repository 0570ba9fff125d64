"""Timings, loads, faults and hostile questions: commands to be run, never timed tests."""
