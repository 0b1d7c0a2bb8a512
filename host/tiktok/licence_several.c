/* The rule by which a name is one of several that are only weighed. */
#include "tiktok/licence_context.h"

static bool is_or(const struct ck_said_text *text, size_t i)
{
    static const char *const words[] = {"or",  "oder", "o",  "ou",    "atau",
                                        "か",  "او",   "ya", "veya",  "da",
                                        "hay", "hoac", "vs", "versus"};

    for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++) {
        if (ck_token_is(&text->tokens, i, words[k])) {
            return true;
        }
    }
    return false;
}

/* "Public domain, CC0" is one and the same; "Creative Commons" names none. */
static bool is_one(const struct ck_named *named)
{
    return (named->licence.parts & (CK_LICENCE_BY | CK_LICENCE_ZERO)) != 0;
}

bool ck_said_among_others(const struct ck_spot *at)
{
    enum { CLOSE = 3 };
    const struct ck_said_text *text = at->text;
    size_t end = ck_tokens_ahead(at->named->end, CLOSE, at->sentence_end);

    for (size_t i = at->named->end; i < end && is_one(at->named); i++) {
        struct ck_named other = ck_named_at(&text->tokens, i);

        if (other.end > i) {
            return is_one(&other) && other.licence.parts != at->named->licence.parts;
        }
        if (!ck_said_mark(text, i, ",/") && !is_or(text, i)) {
            return false;
        }
    }
    return false;
}
