"""Shapes: what a framework, a template, a country, a finding and a stored report look like."""
