"""Where companies are."""

# The administrative regions of Quebec, as they write their names.
REGIONS = [
    "Abitibi-Témiscamingue",
    "Bas-Saint-Laurent",
    "Capitale-Nationale",
    "Centre-du-Québec",
    "Chaudière-Appalaches",
    "Côte-Nord",
    "Estrie",
    "Gaspésie–Îles-de-la-Madeleine",
    "Lanaudière",
    "Laurentides",
    "Laval",
    "Mauricie",
    "Montérégie",
    "Montréal",
    "Nord-du-Québec",
    "Outaouais",
    "Saguenay–Lac-Saint-Jean",
]

# Each region is found from the one before it in the index: DISTINCT would read every company.
REGIONS_IN_USE = """
    WITH RECURSIVE found(region) AS (
        SELECT MIN(region) FROM accounts_company WHERE NOT is_partner AND region > ''
        UNION ALL
        SELECT (SELECT MIN(region) FROM accounts_company WHERE NOT is_partner AND region > found.region)
        FROM found WHERE region IS NOT NULL
    )
    SELECT region FROM found WHERE region IS NOT NULL
"""
