"""What a comparison of two names tells, each with a weight in model.json."""

# The order of the model's weights. Each is 0 where nothing speaks for it.
FEATURES = (
    "candidate",  # that there is a candidate at all
    "same_name",  # the same standardised name, but for words that only fill
    "region_left_out",  # the same, but that one alone says its own region
    "same_words",  # the same words in another order
    "alike_words",  # the same again, but some in another spelling
    "both_left",  # each has words that the other lacks
    "one_replaced",  # of each it is one word, in the same place: 'institute for biology', 'institute for chemistry'
    "replaced",  # of these, the query's are words that the registry knows
    "replaced_agreed",  # the same, times the information of the words that agree
    "query_missed",  # share of the query's information that the candidate lacks
    "candidate_missed",  # share of the candidate's information that the query lacks
    "query_rare",  # the rarest word that only the query has, before its last word that agrees
    "query_tail",  # the rarest word that only the query has, after that: a seat, a remark
    "candidate_town",  # the rarest word of a town that only the candidate has
    "candidate_rare",  # the rarest word that only the candidate has
    "both_rare",  # each has a rare word that the other lacks: two names
    "remark",  # information of words of the query that mostly name a part of a body: not counted above
    "query_left",  # sum of information that only the query has
    "candidate_left",  # sum of information that only the candidate has
    "agreed",  # sum of information of the words that agree
    "contained",  # the whole candidate is in the query, which says more
    "mended",  # a slip in a common word of the query, or two words run together, was mended before
    "misspelled",  # information of words that agree only after correcting a spelling the registry does not know
    "misspelled_first",  # of these, the words whose first letters differ
    "lookalike",  # information of words that look alike, but both are known words: 'logistic', 'linguistic'
    "lookalike_towns",  # the same of words that towns are called: 'Perry', 'Sperry'
    "inflected",  # information of words of which one is the other's plural
    "other_names",  # information of words that are in another name of the entity, or name its region
    "shortened",  # information of words that the query abbreviates
    "lengthened",  # information of words of which the query's begins with the candidate's
    "initials",  # information of words that agree as initials
    "phrase_first",  # the candidate's words stand together at the beginning of the query
    "phrase_last",  # at its end: 'department of law, university of x'
    "phrase_inside",  # elsewhere in it
    "of_behind",  # the candidate's words come first, and an 'of' or 'at' follows: 'university of x at y' is another
    "of_before",  # an 'of' or 'at' goes before them: 'department of law at the university of x'
    "of_longer",  # what goes before makes a longer name: 'state university of x', 'cheyney university of x'
    "unit_beside",  # what the query says besides is a part of a body: a department, a squad
    "unit_last",  # the same, and the whole is at the end
    "faculty",  # the same, of a university
    "acronym_unit",  # the same, and the candidate is an acronym: 'UCLA Cardiac Arrhythmia Center'
    "short_name",  # a part of a university, called by what tells of its name: 'Harvard Medical School'
    "beside_another",  # and names another entity too
    "begins",  # the candidate begins with the whole query
    "ends",  # the candidate ends with it
    "place_left",  # the candidate begins with the whole query, and only a place follows: 'Goethe University', 'Zoetis'
    "own_names",  # the query is this name and another of the same body: 'Forschungszentrum Jülich (FZJ)'
    "letters_differ",  # share of letters that differ, in order
    "sorted_letters_differ",  # the same, words sorted
    "ngrams",  # cosine of the character trigrams
    "other_town",  # the query is called by a town of several words, of which the candidate has some
    "longer_town",  # the candidate is, and the query has some that are a town themselves
    "kind_same",
    "kind_differs",  # no kind in common: police, sheriff
    "kind_differs_agreed",  # the information of the words that agree: the more, the more the kind matters
    "municipality_differs",  # one is a municipality, the other a body of some kind
    "kind_more",  # beside a kind in common one has another: airport police, police
    "hospital_one_side",  # a university, and its hospital
    "kind_query_only",
    "kind_candidate_only",
    "legal_differs",  # a limited company, a corporation
    "legal_one_side",
    "numbers_differ",
    "numbers_one_side",
    "directions_differ",
    "municipal_differs",  # a village, a city
    "municipal_one_side",  # one alone says so, of bodies of the same kind
    "municipal_or_other",  # the same, of others: 'x municipal', 'x university'
    "township_one_side",
    "county_one_side",  # but for sheriffs, who are always of a county
    "place_word_differs",  # Panama City Beach, Panama City
    "university_differs",  # Ohio State University, Ohio University
    "region_same",
    "region_unknown",
    "elsewhere_country",  # the candidate lies in another country than the query says
    "elsewhere_region",  # in the same country, but elsewhere
    "elsewhere_foreign",  # in another country, and the name has a word of there: of a town, a language, a legal form
    "elsewhere_agreed",  # lies elsewhere, and has none: the information of the words that agree
    "alias",  # the candidate's alias was compared, not its name
    "alias_word",  # that alias is a single word: often an acronym
    "single",  # a single word is compared with an alias: an acronym stands for many
    "acronym",  # the query is the initials of the candidate's words
    "common",  # the query says little: no rare word
)
AT = {name: place for place, name in enumerate(FEATURES)}
