"""What is done apart from whoever asks for it: jobs in the database, and the workers that take them.

A job is ``staged`` (its file is on the disk), ``reading``, ``proposed`` (read; a person says whether it is stored), ``stored`` or
``failed``. Nobody but its worker moves a job that is taken; should that be killed, the job is there for the next.
"""
