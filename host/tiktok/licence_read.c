/* The part of licence.h that reads texts and weighs what they say. */
#include "tiktok/licence.h"

#include "tiktok/licence_context.h"

#include <stdio.h>
#include <string.h>

enum { FOUND_MAX = 32, NAMED_MAX = 64, TEXTS_MAX = 64 };

/* What one sentence says about the rights. */
struct found {
    struct ck_licence licence;
    enum ck_grade grade;
    enum ck_where where;
    bool hashtag;
    char *sentence; /* owned */
};

/* The name before, for what is listed shares a verdict. */
struct last {
    size_t end; /* in tokens, 0: none */
    unsigned parts;
    enum ck_verdict verdict;
};

struct findings {
    struct found list[FOUND_MAX];
    size_t count;
    bool doubted;       /* a licence is named in words, but not as the post's own */
    bool denied;        /* the post itself says that it is not so licensed */
    unsigned dismissed; /* parts of a name that alone would mean captions */
    struct ck_licence music;
};

static bool of_account(enum ck_where where)
{
    return where >= CK_WHERE_NICKNAME;
}

static bool is_inside(const char *text, size_t at)
{
    return ((unsigned char)text[at] & 0xc0) == 0x80;
}

/* The sentence around the name, as it stands there; of a long one the part at the name.
 */
static char *sentence_of(const char *text, const struct ck_said_text *said,
                         const struct ck_named *named)
{
    const struct ck_token *list = said->tokens.list;
    size_t first = ck_sentence_first(said, named->first);
    size_t end = ck_sentence_end(said, named->end);
    size_t from = list[first].from;
    size_t till = list[end - 1].till;

    if (said->tokens.list[end].kind == CK_TOKEN_MARK) {
        till = list[end].till;
    }
    if (till - from > CK_EVIDENCE_BYTES) {
        size_t start = list[named->first].from;

        from =
            start - from > CK_EVIDENCE_BYTES / 3 ? start - CK_EVIDENCE_BYTES / 3 : from;
        till = till - from > CK_EVIDENCE_BYTES ? from + CK_EVIDENCE_BYTES : till;
    }
    while (from < till && is_inside(text, from)) {
        from++;
    }
    while (till > from && is_inside(text, till)) {
        till--;
    }
    return ck_strndup(text + from, till - from);
}

/* Permission and "all rights reserved" lose all weight when they are not the author's. */
static void lower(struct found *found)
{
    bool commons =
        found->grade > CK_GRADE_WORDS && found->licence.parts != CK_LICENCE_RESERVED;

    found->grade = commons ? CK_GRADE_WEAK : CK_GRADE_NONE;
    found->licence = (struct ck_licence){0};
}

/* What an account says of itself may be meant for its posts or for anything else: it
 * counts when it speaks of works or of their licence. A name on its own is no statement.
 */
static void lower_account(const struct ck_said_text *said, const struct ck_named *named,
                          enum ck_where where, struct found *found)
{
    uint64_t mine = CK_SAID(CK_SAYS_ALL_MINE);
    const uint64_t works = CK_SAID(CK_SAYS_WORK) | CK_SAID(CK_SAYS_LICENCE);
    uint64_t wanted = where == CK_WHERE_BIO ? mine | works : mine;
    struct ck_spot at = ck_spot_of(said, named);

    if (found->grade <= CK_GRADE_WEAK || found->licence.parts == CK_LICENCE_RESERVED) {
        return;
    }
    if (where == CK_WHERE_BIO) {
        mine |= CK_SAID(CK_SAYS_IT);
    }
    if (ck_said_within(said, at.sentence, at.sentence_end, mine) ||
        ck_said_within(said, at.segment, named->first, wanted) ||
        ck_said_within(said, named->end, at.segment_end, wanted)) {
        found->grade = CK_GRADE_STRONG;
    } else {
        lower(found);
    }
}

/* What a verdict says of the whole post. */
static void note_verdict(const struct ck_rights_text *text, const struct ck_named *named,
                         enum ck_verdict verdict, struct findings *findings)
{
    const unsigned parts = named->licence.parts;

    if (verdict == CK_VERDICT_OWN) {
        return;
    }
    if (verdict == CK_VERDICT_CAPTIONS) {
        findings->dismissed = parts;
        return;
    }
    if (verdict == CK_VERDICT_MUSIC && parts != 0) {
        findings->music = named->licence;
    }
    findings->denied |= verdict == CK_VERDICT_DENIED && !of_account(text->where) &&
                        named->grade > CK_GRADE_WORDS;
    findings->doubted |= !named->hashtag && parts != 0 && parts != CK_LICENCE_RESERVED;
}

/* Keeps what was found, with its sentence, as long as there is room. False: out of
 * memory.
 */
static bool keep(const struct ck_rights_text *text, const struct ck_said_text *said,
                 const struct ck_named *named, struct found *found,
                 struct findings *findings)
{
    if (findings->count == FOUND_MAX) {
        return true;
    }
    found->sentence = sentence_of(text->text, said, named);
    if (found->sentence == NULL) {
        return false;
    }
    findings->list[findings->count++] = *found;
    return true;
}

/* Adds what is named, after its verdict. False: out of memory. */
static bool add(const struct ck_rights_text *text, const struct ck_said_text *said,
                const struct ck_named *named, enum ck_verdict verdict,
                struct findings *findings)
{
    struct found found = {named->licence, named->grade, text->where, named->hashtag,
                          NULL};

    note_verdict(text, named, verdict, findings);
    if (verdict != CK_VERDICT_OWN && verdict != CK_VERDICT_UNSURE) {
        return true;
    }
    if (verdict == CK_VERDICT_UNSURE) {
        lower(&found);
    }
    if (of_account(text->where)) {
        lower_account(said, named, text->where, &found);
    }
    return found.grade == CK_GRADE_NONE || keep(text, said, named, &found, findings);
}

/* Whether a name goes on with the list that the one before began. */
static bool is_listed_after(const struct ck_said_text *said, const struct last *last,
                            const struct ck_named *named)
{
    const uint64_t joints = CK_SAID(CK_SAYS_AND) | CK_SAID(CK_SAYS_PLAIN);

    if (ck_said_within(said, last->end, named->first, CK_SAID(CK_SAYS_NOW))) {
        return false; /* "was CC BY, now CC0" */
    }
    for (size_t i = last->end; i < named->first; i++) {
        if (!ck_said_mark(said, i, ",&+/") && !ck_said_at(said, i, joints) &&
            ck_said_breaks(said, i)) {
            return false;
        }
    }
    return last->end > 0 && last->parts != named->licence.parts;
}

/* "A test on CC BY, CC BY-SA and CC0": what is said of the first is said of all. */
static enum ck_verdict verdict_of(const struct ck_said_text *said,
                                  const struct ck_named *named, struct last *last)
{
    enum ck_verdict verdict = ck_said_verdict(said, named);
    bool lost = last->verdict == CK_VERDICT_UNSURE || last->verdict == CK_VERDICT_NOTHING;

    if (verdict == CK_VERDICT_OWN && lost && is_listed_after(said, last, named)) {
        verdict = last->verdict;
    }
    *last = (struct last){named->end, named->licence.parts, verdict};
    return verdict;
}

static bool read_text(const struct ck_rights_text *text, const struct ck_poster *poster,
                      struct findings *findings)
{
    struct ck_said_text said;
    struct last last = {0};
    size_t judged = 0;
    bool done = true;

    if (!ck_said_read(text->text, poster, &said)) {
        return false;
    }
    for (size_t i = 0; i < said.tokens.count && done && judged < NAMED_MAX;) {
        struct ck_named named = ck_named_at(&said.tokens, i);

        if (named.end > i) {
            ck_said_name(&said, &named);
            done = add(text, &said, &named, verdict_of(&said, &named, &last), findings);
            judged++;
        }
        i = named.end > i ? named.end : i + 1;
    }
    ck_said_clear(&said);
    return done;
}

/* Two names of one licence become the one that says more; false when they are two. */
static bool merge(struct ck_rights *rights, const struct found *found)
{
    struct ck_licence *have = &rights->licence;
    const struct ck_licence *more = &found->licence;

    if (have->parts != more->parts) {
        return false;
    }
    if (more->version[0] != '\0' && have->version[0] != '\0' &&
        (strcmp(have->version, more->version) != 0 ||
         strcmp(have->port, more->port) != 0)) {
        *have = (struct ck_licence){.parts = have->parts};
        rights->grade = CK_GRADE_STRONG;
        return true;
    }
    if (have->version[0] == '\0') {
        *have = *more;
    }
    rights->grade = rights->grade > found->grade ? rights->grade : found->grade;
    return true;
}

/* All licences that are named at the post, or else by the account, are one, or it is not
 * clear which is meant. */
static void weigh_licences(const struct findings *findings, bool account,
                           struct ck_rights *rights)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct found *found = &findings->list[i];

        if (found->grade < CK_GRADE_STRONG || of_account(found->where) != account) {
            continue;
        }
        if (rights->licence.parts == 0) {
            rights->licence = found->licence;
            rights->grade = found->grade;
        } else if (!merge(rights, found)) {
            rights->licence = (struct ck_licence){0};
            rights->grade = CK_GRADE_WEAK;
            return;
        }
    }
}

/* Whether something else in the post takes the weight of this: the post denies what the
 * account says, "CC BY or CC BY-SA", a tag where the words are in doubt. */
static bool is_outweighed(const struct findings *findings, const struct found *found)
{
    unsigned parts = found->licence.parts;
    bool other = findings->dismissed != 0 && parts != findings->dismissed && parts != 0 &&
                 parts != CK_LICENCE_RESERVED;

    return other || (findings->denied && of_account(found->where)) ||
           (findings->doubted && found->hashtag);
}

/* What is left when no licence is told. */
static enum ck_grade weak_grade(const struct findings *findings)
{
    enum ck_grade best = CK_GRADE_NONE;

    for (size_t i = 0; i < findings->count; i++) {
        enum ck_grade grade = findings->list[i].grade;

        best = grade > best ? grade : best;
    }
    return best < CK_GRADE_WEAK ? best : CK_GRADE_WEAK;
}

static void weigh(struct findings *findings, struct ck_rights *rights)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (is_outweighed(findings, &findings->list[i])) {
            lower(&findings->list[i]);
        }
    }
    weigh_licences(findings, false, rights);
    if (rights->grade == CK_GRADE_NONE) {
        weigh_licences(findings, true, rights);
    }
    if (rights->licence.parts == 0) {
        rights->grade = weak_grade(findings);
    }
}

static bool is_told(const struct ck_rights *rights, const struct found *found)
{
    for (size_t i = 0; i < rights->evidence_count; i++) {
        if (strcmp(rights->evidence[i].text, found->sentence) == 0) {
            return true;
        }
    }
    return false;
}

/* Hands over the sentences, the best first, each once. */
static void tell(struct findings *findings, struct ck_rights *rights)
{
    for (int grade = CK_GRADE_CERTAIN; grade > CK_GRADE_NONE; grade--) {
        for (size_t i = 0; i < findings->count; i++) {
            struct found *found = &findings->list[i];

            if ((int)found->grade != grade || is_told(rights, found) ||
                rights->evidence_count == CK_EVIDENCE_MAX) {
                continue;
            }
            rights->evidence[rights->evidence_count++] =
                (struct ck_evidence){found->sentence, found->where};
            found->sentence = NULL;
        }
    }
}

/* What was weighed against the licences is none. */
static void set_reserved(struct ck_rights *rights)
{
    if (rights->licence.parts == CK_LICENCE_RESERVED) {
        rights->licence = (struct ck_licence){0};
        rights->grade = CK_GRADE_RESERVED;
    }
}

static void forget(struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        ck_free(findings->list[i].sentence);
    }
}

/* Who posts goes by the handle, and by the nickname if it is among the texts. */
static bool read_poster(const struct ck_rights_text *texts, size_t count,
                        const char *author, struct ck_poster *ret)
{
    const char *nickname = NULL;

    for (size_t i = 0; i < count && nickname == NULL; i++) {
        nickname = texts[i].where == CK_WHERE_NICKNAME ? texts[i].text : NULL;
    }
    return ck_poster_read(author, nickname, ret);
}

bool ck_rights_read(const struct ck_rights_text *texts, size_t count, const char *author,
                    struct ck_rights *ret, struct ck_error *err)
{
    struct findings findings = {0};
    struct ck_poster poster;
    bool done = read_poster(texts, count, author, &poster);

    *ret = (struct ck_rights){0};
    for (size_t i = 0; i < count && i < TEXTS_MAX && done; i++) {
        done = texts[i].text == NULL || read_text(&texts[i], &poster, &findings);
    }
    if (done) {
        weigh(&findings, ret);
        ret->music = findings.music;
        tell(&findings, ret);
        set_reserved(ret);
    }
    forget(&findings);
    return done || ck_fail(err, CK_ERR_NOMEM, NULL);
}

void ck_rights_clear(struct ck_rights *rights)
{
    for (size_t i = 0; i < rights->evidence_count; i++) {
        ck_free(rights->evidence[i].text);
    }
    *rights = (struct ck_rights){0};
}
