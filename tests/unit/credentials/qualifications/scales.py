from services.credentials.adapters.grading_files import read_grades

SCALES = frozenset(read_grades().scales)
