"""What noise (noise.py) writes beside a name: parts of a body, and what makes another body of it."""

SUBJECTS = (
    "Physics; Chemistry; Biology; Mathematics; Medicine; Law; History; Geography; Economics; Psychology; Sociology; "
    "Philosophy; Engineering; Education; Nursing; Dentistry; Pharmacy; Surgery; Pediatrics; Neuroscience; Genetics; "
    "Statistics; Geology; Music; Computer Science; Cell Biology; Public Health; Electrical Engineering; Linguistics; "
    "Political Science; Molecular Medicine; Environmental Sciences; Veterinary Medicine; Materials Science; Business; "
    "Internal Medicine; Plant Breeding; Human Genetics; Applied Mathematics; Art History; Marine Biology; Oncology; "
    "Cardiac Arrhythmia; Food Technology; Population Studies; Theology; Communication; Soil Science; Astronomy; "
    "Quantitative Finance; Immunology; Anthropology; Information Systems; Radiology; Classics; Social Work"
).split("; ")
PARTS = {
    "Department of {}": "before", "Faculty of {}": "before", "School of {}": "both", "Institute of {}": "before",
    "Laboratory of {}": "before", "Division of {}": "both", "College of {}": "both",
    "Department of {} and {}": "before",
    "{} Department": "behind", "{} Library": "behind", "{} Research Group": "behind", "Center for {}": "both",
    "Graduate School of {}": "both", "Chair of {}": "before", "{} Institute": "both", "{} Program": "behind",
    "{} Center": "behind", "{} Laboratory": "both", "{} Research Center": "behind", "School of {} and {}": "behind",
    "Institute for {}": "both", "PhD Program in {}": "both", "{}": "both", "{}, {}": "before", "{} Unit": "both",
}  # fmt: skip
BODIES = (
    "{} Hospital", "{} Medical Center", "{} Clinic", "{} Press", "Hospital of the {}", "{} Teaching Hospital",
    "{} Foundation", "Medical {}", "State {}", "Technical {}",
)  # fmt: skip
UNITS = (
    "Records Section; Detective Bureau; Cyber Crime Unit; Headquarters; Patrol Division; Training Academy; "
    "Investigations; Legal Department; Press Office; IT Department; Special Investigations Unit; "
    "Narcotics Squad; Main Office; Admin"
).split("; ")
SCHOOLS = (
    "School of {}", "Graduate School of {}", "School of {} and {}", "Faculty of {}", "Medical School", "Law School",
    "Business School", "Graduate School",
)  # fmt: skip
BESIDE = (" and ", ", ", " ", " / ")  # between two bodies
GLUE = {"before": (", ", " - ", ", ", " at ", " of the ", " / "), "behind": (" ", ", ", " - ", " – ", " ", " (")}
