#pragma once

/**
 * byline_country_alpha3:
 * @code: a country code of two or three letters, in any case
 *
 * Returns: (transfer none) (nullable): the three letters ISO 3166-1 has for two, or @code itself
 *   if it has three; NULL for anything else
 */
const char *byline_country_alpha3 (const char *code);
