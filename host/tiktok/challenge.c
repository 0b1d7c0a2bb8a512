#include "tiktok/challenge.h"

#include "base/buf.h"
#include "tiktok/base64.h"
#include "tiktok/json.h"
#include "tiktok/wall.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <string.h>

/* A real question has some 270 characters. The answer travels in a header, and servers
 * refuse long ones. */
enum { QUESTION_MAX = 4096, VALUE_MAX = 2048, SEED_MAX = 1024, DIGEST_SIZE = 32 };

/* The question taken apart. */
struct puzzle {
    json_t *said; /* the JSON object */
    struct ck_buf seed;
    struct ck_buf digest;
};

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '-' || c == '.';
}

static bool take_name(const struct ck_span *span, char ret[65])
{
    if (span->at == NULL || span->len == 0 || span->len > 64) {
        return false;
    }
    for (size_t i = 0; i < span->len; i++) {
        if (!is_name_char(span->at[i])) {
            return false;
        }
    }
    memcpy(ret, span->at, span->len);
    ret[span->len] = '\0';
    return true;
}

/* What may stand in a Cookie header without being misread (RFC 6265, cookie-octet). */
static bool is_value(const struct ck_span *span, size_t max)
{
    if (span->at == NULL || span->len == 0 || span->len > max) {
        return false;
    }
    for (size_t i = 0; i < span->len; i++) {
        char c = span->at[i];

        if (c <= ' ' || c >= 0x7f || strchr("\",;\\", c) != NULL) {
            return false;
        }
    }
    return true;
}

bool ck_challenge_read(const struct ck_signs *signs, struct ck_challenge *ret,
                       struct ck_error *err)
{
    struct ck_challenge challenge = {0};
    bool second;

    if (!take_name(&signs->wci, challenge.cookie) ||
        !is_value(&signs->cs, QUESTION_MAX)) {
        return ck_fail(err, CK_ERR_CHALLENGE, "the page asks in a way nobody knows");
    }
    second = is_value(&signs->rs, VALUE_MAX) &&
             take_name(&signs->rci, challenge.second_cookie);
    challenge.question = ck_strndup(signs->cs.at, signs->cs.len);
    challenge.second_value =
        second ? ck_strndup(signs->rs.at, signs->rs.len) : ck_strdup("");
    if (challenge.question == NULL || challenge.second_value == NULL) {
        ck_challenge_clear(&challenge);
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    *ret = challenge;
    return true;
}

/* The decoded parts are never longer than the question. */
static bool read_puzzle(const char *question, struct puzzle *ret, struct ck_error *err)
{
    ck_autobuf struct ck_buf text = {.max = QUESTION_MAX};
    const json_t *values;
    bool known = ck_base64_read(question, &text);

    ck_buf_init(&ret->seed, QUESTION_MAX);
    ck_buf_init(&ret->digest, QUESTION_MAX);
    /* Not ck_json_load(): what is signed must go back as it came. */
    ret->said = json_loadb(ck_buf_text(&text), text.len, 0, NULL);
    values = json_object_get(ret->said, "v");
    known = known && json_object_get(ret->said, "d") == NULL &&
            ck_base64_read(ck_json_text(values, "a"), &ret->seed) &&
            ck_base64_read(ck_json_text(values, "c"), &ret->digest);
    if (!ck_buf_ok(&text) || !ck_buf_ok(&ret->seed) || !ck_buf_ok(&ret->digest)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!known || ret->seed.len == 0 || ret->seed.len > SEED_MAX ||
        ret->digest.len != DIGEST_SIZE) {
        return ck_fail(err, CK_ERR_CHALLENGE, "the question cannot be read");
    }
    return true;
}

static void clear_puzzle(struct puzzle *puzzle)
{
    json_decref(puzzle->said);
    ck_buf_free(&puzzle->seed);
    ck_buf_free(&puzzle->digest);
}

/* The digest of the seed and a number's decimal digits. */
static bool digest_of(EVP_MD_CTX *work, const EVP_MD_CTX *seeded, const char *digits,
                      unsigned char ret[EVP_MAX_MD_SIZE])
{
    return EVP_MD_CTX_copy_ex(work, seeded) == 1 &&
           EVP_DigestUpdate(work, digits, strlen(digits)) == 1 &&
           EVP_DigestFinal_ex(work, ret, NULL) == 1;
}

/* Writes the number's digits into `ret`, "" when there is none below `tries`. False: out
 * of memory. */
static bool search(const struct puzzle *puzzle, uint32_t tries, char ret[16])
{
    EVP_MD_CTX *seeded = EVP_MD_CTX_new();
    EVP_MD_CTX *work = EVP_MD_CTX_new();
    unsigned char digest[EVP_MAX_MD_SIZE];
    bool found = false;
    bool ok = seeded != NULL && work != NULL &&
              EVP_DigestInit_ex(seeded, EVP_sha256(), NULL) == 1 &&
              EVP_DigestUpdate(seeded, puzzle->seed.data, puzzle->seed.len) == 1;

    for (uint32_t i = 0; ok && !found && i < tries; i++) {
        (void)snprintf(ret, 16, "%" PRIu32, i);
        ok = digest_of(work, seeded, ret, digest);
        found = ok && memcmp(digest, puzzle->digest.data, DIGEST_SIZE) == 0;
    }
    if (!found) {
        ret[0] = '\0';
    }
    EVP_MD_CTX_free(seeded);
    EVP_MD_CTX_free(work);
    return ok;
}

/* The question with the number in it, compact and in its own order, as base64. */
static char *answer_of(const struct puzzle *puzzle, const char *digits)
{
    ck_autobuf struct ck_buf number = {.max = 32};
    struct ck_buf value = {.max = (size_t)2 * QUESTION_MAX};
    char *text = NULL;

    ck_base64_write(digits, strlen(digits), &number);
    if (json_object_set_new(puzzle->said, "d", json_string(ck_buf_text(&number))) == 0) {
        text = json_dumps(puzzle->said, JSON_COMPACT);
    }
    if (text == NULL) {
        return NULL;
    }
    ck_base64_write(text, strlen(text), &value);
    ck_free(text);
    return ck_buf_take(&value);
}

static bool solve(struct puzzle *puzzle, uint32_t tries, struct ck_answer *ret,
                  struct ck_error *err)
{
    char digits[16] = "";

    if (!search(puzzle, tries, digits)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (digits[0] == '\0') {
        return ck_fail(err, CK_ERR_CHALLENGE, "no number up to %" PRIu32 " fits", tries);
    }
    ret->value = answer_of(puzzle, digits);
    return ret->value != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
}

bool ck_challenge_solve(const struct ck_challenge *challenge, uint32_t tries,
                        struct ck_answer *ret, struct ck_error *err)
{
    struct puzzle puzzle = {0};
    struct ck_answer answer = {0};
    bool done = read_puzzle(challenge->question, &puzzle, err) &&
                solve(&puzzle, tries, &answer, err);

    clear_puzzle(&puzzle);
    if (done) {
        memcpy(answer.cookie, challenge->cookie, sizeof(answer.cookie));
        memcpy(answer.second_cookie, challenge->second_cookie,
               sizeof(answer.second_cookie));
        answer.second_value = ck_strdup(challenge->second_value);
        done = answer.second_value != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (done) {
        *ret = answer;
    } else {
        ck_answer_clear(&answer);
    }
    return done;
}

void ck_challenge_clear(struct ck_challenge *challenge)
{
    ck_free(challenge->question);
    ck_free(challenge->second_value);
    *challenge = (struct ck_challenge){0};
}

void ck_answer_clear(struct ck_answer *answer)
{
    ck_free(answer->value);
    ck_free(answer->second_value);
    *answer = (struct ck_answer){0};
}
