#include "tiktok/licence_who.h"

#include <string.h>

/* A name of fewer letters is too likely to be anybody's. */
enum { LETTERS_LEAST = 4, WORDS_MOST = 5 };

static bool is_word(const struct ck_token *token)
{
    return token->kind == CK_TOKEN_WORD || token->kind == CK_TOKEN_LETTER;
}

static void add(const char *at, size_t len, char ret[CK_POSTER_BYTES])
{
    size_t have = strlen(ret);

    if (have + len < CK_POSTER_BYTES) {
        memcpy(ret + have, at, len);
        ret[have + len] = '\0';
    }
}

static void add_token(const struct ck_tokens *tokens, size_t i, char ret[CK_POSTER_BYTES])
{
    add(ck_token_at(tokens, i), tokens->list[i].len, ret);
}

/* A word and a blank; of a name that is too long the end is missing. */
static void add_word(const struct ck_tokens *tokens, size_t i, char ret[CK_POSTER_BYTES])
{
    add_token(tokens, i, ret);
    add(" ", 1, ret);
}

bool ck_poster_read(const char *handle, const char *nickname, struct ck_poster *ret)
{
    struct ck_tokens tokens;

    *ret = (struct ck_poster){0};
    if (!ck_tokens_read(handle != NULL ? handle : "", &tokens)) {
        return false;
    }
    for (size_t i = 0; i < tokens.count; i++) {
        if (is_word(&tokens.list[i])) {
            add_token(&tokens, i, ret->handle);
        }
    }
    ck_tokens_clear(&tokens);
    if (!ck_tokens_read(nickname != NULL ? nickname : "", &tokens)) {
        return false;
    }
    for (size_t i = 0; i < tokens.count; i++) {
        if (is_word(&tokens.list[i])) {
            add(" ", ret->name[0] == '\0', ret->name);
            add_word(&tokens, i, ret->name);
        }
    }
    ck_tokens_clear(&tokens);
    return true;
}

size_t ck_handle_span(const struct ck_tokens *tokens, size_t first)
{
    const struct ck_token *list = tokens->list;
    size_t end = first + 1;

    if (!ck_token_is_mark(tokens, first, '@')) {
        return 0;
    }
    while (!list[end].spaced &&
           (is_word(&list[end]) ||
            ((ck_token_is_mark(tokens, end, '.') || ck_token_is_mark(tokens, end, '_')) &&
             (is_word(&list[end + 1]) || ck_token_is_mark(tokens, end + 1, '_')) &&
             !list[end + 1].spaced))) {
        end++;
    }
    return end > first + 1 ? end - first : 0;
}

/* "@ana.lima": all of it, or it is somebody else. */
static size_t handle_named(const struct ck_poster *poster, const struct ck_tokens *tokens,
                           size_t first)
{
    size_t span = ck_handle_span(tokens, first);
    char letters[CK_POSTER_BYTES] = "";

    for (size_t i = first + 1; i < first + span; i++) {
        if (is_word(&tokens->list[i])) {
            add_token(tokens, i, letters);
        }
    }
    return span > 0 && strcmp(letters, poster->handle) == 0 ? span : 0;
}

/* Whether these words are the name: the nickname, two words of it or more, or the handle
 * but for the figures at its end. */
static bool is_name(const struct ck_poster *poster, const char *letters,
                    const char *spaced, size_t words)
{
    size_t len = strlen(letters);
    const char *figures = poster->handle + len;

    if (len < LETTERS_LEAST) {
        return false;
    }
    if (strncmp(poster->handle, letters, len) == 0 &&
        strspn(figures, "0123456789") == strlen(figures)) {
        return true;
    }
    return strcmp(poster->name, spaced) == 0 ||
           (words > 1 && strstr(poster->name, spaced) != NULL);
}

size_t ck_poster_named(const struct ck_poster *poster, const struct ck_tokens *tokens,
                       size_t first)
{
    char letters[CK_POSTER_BYTES] = "";
    char spaced[CK_POSTER_BYTES] = " ";
    size_t span = 0;

    if (poster->handle[0] == '\0' && poster->name[0] == '\0') {
        return 0;
    }
    if (ck_token_is_mark(tokens, first, '@')) {
        return handle_named(poster, tokens, first);
    }
    for (size_t i = first; i < first + WORDS_MOST && is_word(&tokens->list[i]); i++) {
        add_token(tokens, i, letters);
        add_word(tokens, i, spaced);
        if (is_name(poster, letters, spaced, i + 1 - first)) {
            span = i + 1 - first; /* the longest counts */
        }
    }
    return span;
}
