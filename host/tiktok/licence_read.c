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

/* Adds what is named, after its verdict. False: out of memory. */
static bool add(const struct ck_rights_text *text, const struct ck_said_text *said,
                const struct ck_named *named, struct findings *findings)
{
    struct found found = {named->licence, named->grade, text->where, named->hashtag,
                          NULL};
    enum ck_verdict verdict = ck_said_verdict(said, named);

    findings->denied |= verdict == CK_VERDICT_DENIED && !of_account(text->where) &&
                        named->grade > CK_GRADE_WORDS;
    findings->doubted |= verdict != CK_VERDICT_OWN && verdict != CK_VERDICT_CAPTIONS &&
                         !named->hashtag && named->licence.parts != 0 &&
                         named->licence.parts != CK_LICENCE_RESERVED;
    if (verdict == CK_VERDICT_CAPTIONS) {
        findings->dismissed = named->licence.parts;
    }
    if (verdict == CK_VERDICT_MUSIC && named->licence.parts != 0) {
        findings->music = named->licence;
    }
    if (verdict == CK_VERDICT_UNSURE) {
        lower(&found);
    } else if (verdict != CK_VERDICT_OWN) {
        return true;
    }
    if (of_account(text->where)) {
        lower_account(said, named, text->where, &found);
    }
    if (found.grade == CK_GRADE_NONE || findings->count == FOUND_MAX) {
        return true;
    }
    found.sentence = sentence_of(text->text, said, named);
    if (found.sentence != NULL) {
        findings->list[findings->count++] = found;
    }
    return found.sentence != NULL;
}

static bool read_text(const struct ck_rights_text *text, const char *author,
                      struct findings *findings)
{
    struct ck_said_text said;
    size_t judged = 0;
    bool done = true;

    if (!ck_said_read(text->text, author, &said)) {
        return false;
    }
    for (size_t i = 0; i < said.tokens.count && done && judged < NAMED_MAX;) {
        struct ck_named named = ck_named_at(&said.tokens, i);

        if (named.end > i) {
            ck_said_name(&said, &named);
            done = add(text, &said, &named, findings);
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

static void weigh(struct findings *findings, struct ck_rights *rights)
{
    for (size_t i = 0; i < findings->count && findings->denied; i++) {
        if (of_account(findings->list[i].where)) {
            lower(&findings->list[i]);
        }
    }
    for (size_t i = 0; i < findings->count && findings->dismissed != 0; i++) {
        unsigned parts = findings->list[i].licence.parts;

        if (parts != findings->dismissed && parts != 0 && parts != CK_LICENCE_RESERVED) {
            lower(&findings->list[i]); /* "CC BY or CC BY-SA" */
        }
    }
    for (size_t i = 0; i < findings->count && findings->doubted; i++) {
        if (findings->list[i].hashtag) {
            lower(&findings->list[i]);
        }
    }
    weigh_licences(findings, false, rights);
    if (rights->grade == CK_GRADE_NONE) {
        weigh_licences(findings, true, rights);
    }
    for (size_t i = 0; i < findings->count && rights->licence.parts == 0; i++) {
        enum ck_grade grade = findings->list[i].grade;

        grade = grade > CK_GRADE_WEAK ? CK_GRADE_WEAK : grade;
        rights->grade = grade > rights->grade ? grade : rights->grade;
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

static void forget(struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        ck_free(findings->list[i].sentence);
    }
}

bool ck_rights_read(const struct ck_rights_text *texts, size_t count, const char *author,
                    struct ck_rights *ret, struct ck_error *err)
{
    struct findings findings = {0};
    bool done = true;

    *ret = (struct ck_rights){0};
    for (size_t i = 0; i < count && i < TEXTS_MAX && done; i++) {
        done = texts[i].text == NULL || read_text(&texts[i], author, &findings);
    }
    if (done) {
        weigh(&findings, ret);
        ret->music = findings.music;
        tell(&findings, ret);
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
