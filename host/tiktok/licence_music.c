/* The rules by which a name is said of the sound alone. */
#include "tiktok/licence_context.h"

enum { CLOSE = 3, AROUND = 16 };

/* A word for the sound in the same breath; or a note that nothing else follows. */
static bool is_in_reach(const struct ck_spot *at, size_t i)
{
    const struct ck_said_text *text = at->text;

    if (text->tokens.list[i].kind == CK_TOKEN_SYMBOL) {
        return i >= at->sentence &&
               !ck_said_within(text, i, at->named->first, CK_SAID(CK_SAYS_WORK));
    }
    return i >= at->stretch && !ck_said_beside_work(text, i);
}

/* "Video of our choir, …" */
static bool names_mine(const struct ck_said_text *text, size_t first, size_t end)
{
    return ck_said_within(text, first, end, CK_SAID(CK_SAYS_ME) | CK_SAID(CK_SAYS_OWN));
}

/* "by Ana", but not "by me" */
static bool names_others(const struct ck_said_text *text, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        if (ck_said_at(text, i, CK_SAID(CK_SAYS_FROM)) &&
            !ck_said_within(text, i, i + CLOSE, CK_SAID(CK_SAYS_ME))) {
            return true;
        }
    }
    return false;
}

/* "…, and the video is mine": what follows is said of that. */
static bool is_work(const struct ck_said_text *text, size_t i)
{
    return ck_said_at(text, i, CK_SAID(CK_SAYS_WORK) | CK_SAID(CK_SAYS_OWN)) &&
           !ck_said_at(text, i, CK_SAID(CK_SAYS_MUSIC));
}

/* "my own beat", "rain on the roof, recorded it myself": the author's own sound, unless
 * it only heads a list, or somebody is named. */
static bool is_own_sound(const struct ck_said_text *text, size_t i)
{
    const uint64_t others =
        CK_SAID(CK_SAYS_THEY) | CK_SAID(CK_SAYS_LIKED) | CK_SAID(CK_SAYS_SEEK);
    size_t most = ck_tokens_ahead(i, AROUND, text->tokens.count);
    size_t first = i;
    size_t end = i + 1;
    size_t said_end;

    if (text->tokens.list[i].kind == CK_TOKEN_SYMBOL || ck_said_mark(text, i + 1, ":")) {
        return false;
    }
    while (first > ck_tokens_back(i, AROUND, 0) && !ck_said_breaks(text, first - 1)) {
        first--;
    }
    while (end < most && !ck_said_breaks(text, end) && !is_work(text, end)) {
        end++;
    }
    said_end = end;
    while (said_end < most && !ck_said_stop(text, said_end) && !is_work(text, said_end)) {
        said_end++;
    }
    return !ck_said_within(text, first, end, others) && !names_others(text, first, end) &&
           (ck_said_within(text, first, end, CK_SAID(CK_SAYS_ME)) ||
            ck_said_within(text, first, said_end, CK_SAID(CK_SAYS_MADE)));
}

/* "The sound of rain https://…": a sound (a thing that is heard) and what is heard, as
 * the title of an address. "Sound: https://…" is said of the sound alone. */
static bool is_title_of_address(const struct ck_spot *at, size_t i)
{
    const uint64_t others = CK_SAID(CK_SAYS_THEY) | CK_SAID(CK_SAYS_LIKED) |
                            CK_SAID(CK_SAYS_SEEK) | CK_SAID(CK_SAYS_PART) |
                            CK_SAID(CK_SAYS_SITE) | CK_SAID(CK_SAYS_IS);
    const struct ck_said_text *text = at->text;
    size_t first = at->named->first;
    size_t next = i + ck_says_span(&text->tokens, i);

    return text->tokens.list[first].kind == CK_TOKEN_ADDRESS && i >= at->segment &&
           ck_said_at(text, i, CK_SAID(CK_SAYS_THING)) &&
           !ck_said_within(text, at->segment, first, others) &&
           !names_others(text, i, first) &&
           ck_said_unknown(text, at->segment, first) > 0 &&
           (!ck_said_mark(text, next, ":") || next + 1 == first);
}

bool ck_said_of_music(const struct ck_spot *at)
{
    const uint64_t music = CK_SAID(CK_SAYS_MUSIC);
    const uint64_t works = CK_SAID(CK_SAYS_WORK) | CK_SAID(CK_SAYS_OWN);
    const struct ck_said_text *text = at->text;
    size_t first = at->named->first;
    bool begins;

    /* "The song is not free, but the clip is CC0" */
    if (ck_said_within(text, at->clause, first, works) &&
        !ck_said_within(text, at->clause, at->clause_end, music)) {
        return false;
    }
    begins = ck_said_at(text, at->stretch, works & ~music) &&
             names_mine(text, at->stretch, first);

    for (size_t i = first; i-- > 0;) {
        if (ck_said_return(text, i)) {
            return false;
        }
        if (ck_said_at(text, i, music) && !is_own_sound(text, i) &&
            !is_title_of_address(at, i) &&
            ((ck_said_credit(text, i) && !ck_said_beside_work(text, i)) ||
             (!begins && is_in_reach(at, i)))) {
            return true;
        }
    }
    if (at->past >= at->segment_end &&
        text->tokens.list[at->past].kind != CK_TOKEN_SYMBOL) {
        return false;
    }
    for (size_t i = at->named->end;
         i < ck_tokens_ahead(at->past, CLOSE - 1, at->clause_end); i++) {
        if (ck_said_at(text, i, music) && !is_own_sound(text, i)) {
            return true;
        }
    }
    return false;
}
