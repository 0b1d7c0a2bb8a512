/* cli_permissions.c - clipkeep permissions. */
#include "face/command.h"
#include "face/permit.h"
#include "face/saving.h"

#include "base/io.h"
#include "base/mem.h"
#include "session/permission.h"
#include "tiktok/address.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct wish {
    char post[CK_ID_SIZE];
    struct ck_permit permit;
    const char *proof; /* path of a file, NULL: none */
    int64_t withdraw;  /* number, 0: none */
    bool json;
};

static bool read_post(const char *text, char ret[CK_ID_SIZE], struct ck_error *err)
{
    struct ck_address address;

    if (ck_id_valid(text) && strlen(text) < CK_ID_SIZE) {
        memcpy(ret, text, strlen(text) + 1);
        return true;
    }
    if (!ck_address_parse(text, &address, err)) {
        return false;
    }
    memcpy(ret, address.id, sizeof(address.id));
    return (address.kind == CK_ADDRESS_POST && ret[0] != '\0') ||
           ck_fail(err, CK_ERR_NOT_POST, NULL);
}

/* "keep,share": 0 when a word is not known. */
static unsigned read_scope(char *words)
{
    unsigned scope = 0;
    char *word;

    while ((word = strsep(&words, ", ")) != NULL) {
        unsigned bit = ck_scope_of_word(word);

        if (bit == 0) {
            return 0;
        }
        scope |= bit;
    }
    return scope;
}

static bool read_proof(const char *path, struct ck_buf *ret, struct ck_error *err)
{
    struct ck_error why = {0};

    if (ck_read_file(path, ret, &why)) {
        return true;
    }
    if (why.code == CK_ERR_TOO_LARGE) {
        return ck_fail(err, CK_ERR_PROOF_LARGE, NULL);
    }
    *err = why;
    return false;
}

static bool write_down(struct ck_session *session, const struct wish *wish,
                       struct ck_error *err)
{
    ck_autobuf struct ck_buf bytes = {.max = CK_PERMISSION_PROOF_MAX};
    struct ck_proof proof = {.name = wish->proof};

    if (wish->proof == NULL) {
        return ck_session_permit(session, wish->post, &wish->permit, NULL, err);
    }
    if (!read_proof(wish->proof, &bytes, err)) {
        return false;
    }
    proof.bytes = ck_buf_text(&bytes);
    proof.len = bytes.len;
    return ck_session_permit(session, wish->post, &wish->permit, &proof, err);
}

static void print_day(int64_t at)
{
    char day[16] = "";
    time_t when = (time_t)at;
    struct tm tm;

    if (localtime_r(&when, &tm) != NULL) {
        (void)strftime(day, sizeof(day), "%Y-%m-%d", &tm);
    }
    (void)fputs(day, stdout);
}

static void print_one(const struct ck_permission *one)
{
    (void)printf("%lld  %s  ", (long long)one->number, one->given);
    ck_print_clean(one->who);
    for (int i = 0, count = 0; i < CK_SCOPE_COUNT; i++) {
        if ((one->scope & 1U << i) != 0) {
            (void)printf("%s%s", count++ > 0 ? ", " : ": ", ck_scope_word(i));
        }
    }
    if (one->withdrawn_at > 0) {
        (void)fputs("  (withdrawn ", stdout);
        print_day(one->withdrawn_at);
        (void)putchar(')');
    }
    (void)putchar('\n');
    if (one->note[0] != '\0') {
        (void)fputs("   ", stdout);
        ck_print_clean(one->note);
        (void)putchar('\n');
    }
    if (one->proof[0] != '\0') {
        (void)fputs("   proof: ", stdout);
        ck_print_clean(one->proof);
        (void)putchar('\n');
    }
}

static int tell(struct ck_session *session, const struct wish *wish)
{
    struct ck_permission *list = NULL;
    struct ck_error err;
    size_t count = 0;
    int status = CK_EXIT_OK;

    if (!ck_session_permissions(session, wish->post, &list, &count, &err)) {
        return ck_print_error(wish->json, NULL, &err, CK_EXIT_FAILED);
    }
    if (wish->json) {
        status = ck_print_json(
            json_pack("{s:o}", "permissions", ck_encode_permissions(list, count)),
            status);
    } else if (count == 0) {
        (void)puts("No permission is written down for this post.");
    }
    for (size_t i = 0; !wish->json && i < count; i++) {
        print_one(&list[i]);
    }
    ck_permissions_free(list, count);
    return status;
}

static int run(const struct wish *wish)
{
    const struct ck_session_options options = {.mended = ck_print_mended};
    struct ck_session *session;
    struct ck_error err;
    bool ok = true;
    int status;

    if (!ck_session_create(&options, &session, &err)) {
        return ck_print_error(wish->json, NULL, &err, CK_EXIT_FAILED);
    }
    if (wish->withdraw > 0) {
        ok = ck_session_withdraw(session, wish->post, wish->withdraw, &err);
    } else if (wish->permit.who != NULL) {
        ok = write_down(session, wish, &err);
    }
    status =
        ok ? tell(session, wish) : ck_print_error(wish->json, NULL, &err, CK_EXIT_FAILED);
    ck_session_free(session);
    return status;
}

/* Takes one option; false: its value cannot be. */
static bool take(int option, char *value, struct wish *wish)
{
    char *end = NULL;

    switch (option) {
    case 'w':
        wish->permit.who = value;
        return true;
    case 's':
        wish->permit.scope = read_scope(value);
        return wish->permit.scope != 0;
    case 'd':
        (void)snprintf(wish->permit.given, sizeof(wish->permit.given), "%s", value);
        return strlen(value) < sizeof(wish->permit.given);
    case 'n':
        wish->permit.note = value;
        return true;
    case 'p':
        wish->proof = value;
        return true;
    case 'x':
        wish->withdraw = strtoll(value, &end, 10);
        return *end == '\0' && wish->withdraw > 0;
    default:
        wish->json = true;
        return true;
    }
}

/* What is wrong with the options together; NULL: nothing. */
static const char *fault_of(struct wish *wish)
{
    struct ck_permit *permit = &wish->permit;
    bool writes = permit->who != NULL;
    const char *bad;

    if (!writes && (permit->scope != 0 || permit->given[0] != '\0' ||
                    permit->note != NULL || wish->proof != NULL)) {
        return "who permitted it? (--who)";
    }
    permit->note = permit->note != NULL ? permit->note : "";
    if (writes && wish->withdraw > 0) {
        return "either --who or --withdraw";
    }
    return writes && !ck_permit_valid(permit, &bad) ? bad : NULL;
}

int ck_command_permissions(int argc, char **argv)
{
    static const struct option options[] = {{"who", required_argument, NULL, 'w'},
                                            {"scope", required_argument, NULL, 's'},
                                            {"when", required_argument, NULL, 'd'},
                                            {"note", required_argument, NULL, 'n'},
                                            {"proof", required_argument, NULL, 'p'},
                                            {"withdraw", required_argument, NULL, 'x'},
                                            {"json", no_argument, NULL, 'J'},
                                            {"help", no_argument, NULL, CK_OPTION_HELP},
                                            {NULL, 0, NULL, 0}};
    struct wish wish = {.json = false};
    struct ck_error err;
    const char *fault = NULL;
    int option;

    while ((option = ck_option_next(argc, argv, "", options)) != -1) {
        if (option == CK_OPTION_HELP || option == '?') {
            return option == CK_OPTION_HELP ? CK_EXIT_OK : CK_EXIT_USAGE;
        }
        if (!take(option, optarg, &wish)) {
            return ck_usage("permissions", optarg);
        }
    }
    fault = optind + 1 != argc ? "one post, by its address or id" : fault_of(&wish);
    if (fault != NULL) {
        return ck_usage("permissions", fault);
    }
    return read_post(argv[optind], wish.post, &err)
               ? run(&wish)
               : ck_print_error(wish.json, argv[optind], &err, CK_EXIT_FAILED);
}
