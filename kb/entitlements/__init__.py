"""What support a victim of human trafficking may have: by situation and day, every statement bound to the words of the law.

Cards, rules and dated figures are data (YAML beside this module); nothing about a caller is kept, logged or written.
"""
