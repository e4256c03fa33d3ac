"""Search: what a question asks for, and how well records answer it; values in, values out.

The index may lie in a database or in memory (`library`); what is found and in which order is decided here alone.
"""
