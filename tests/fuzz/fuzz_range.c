/* Whatever a server says of the rest of a file: bytes are only put where they belong, and
 * what is sent back to it is one line. The input's lines are Content-Range, ETag,
 * Last-Modified and Date of the answer, then status and two numbers. */
#include "fetch/pace.h"
#include "fetch/range.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

/* Cuts the next line off; NULL where it is empty or there is none. */
static const char *take_line(char **at)
{
    char *line = strsep(at, "\n");

    return line != NULL && line[0] != '\0' ? line : NULL;
}

static int64_t take_number(char **at)
{
    const char *line = take_line(at);

    return line != NULL ? strtoll(line, NULL, 10) : -1;
}

static void check_pace(long status, int64_t retry_after_s)
{
    const struct ck_pace_answer answer = {
        .status = status, .retry_after_s = retry_after_s, .sent_ms = 1, .now_ms = 2};
    struct ck_patience patience = {0};
    struct ck_pace pace = {0};

    for (int i = 0; i < 4; i++) {
        ck_pace_note(&pace, &answer);
        require(pace.open_ms >= 0 && pace.open_ms <= 2 + 600000);
    }
    require(!ck_patience_lasts(&patience, &pace, 2) || patience.waited_ms <= 180000);
}

/* A body that breaks off at the same place again and again is given up. */
static void check_endurance(int64_t have, enum ck_code code)
{
    struct ck_endurance endurance = {0};
    int64_t delay_ms = 0;
    int tries = 0;

    while (ck_failure_passes(code, have > 0) &&
           ck_endurance_lasts(&endurance, have, code == CK_ERR_TIMEOUT, 0.5, &delay_ms)) {
        require(delay_ms > 0 && delay_ms <= 12000);
        require(++tries <= 5);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = ck_strndup((const char *)data, size);
    struct ck_piece_answer answer = {0};
    struct ck_content_range range;
    struct ck_piece piece = {0};
    char *at = text;

    if (text == NULL) {
        return 0;
    }
    answer.content_range = take_line(&at);
    answer.etag = take_line(&at);
    answer.last_modified = take_line(&at);
    ck_validator_choose(answer.etag, answer.last_modified, take_line(&at),
                        piece.validator);
    answer.status = (long)take_number(&at);
    piece.have = answer.asked_from = take_number(&at);
    piece.total = take_number(&at);
    answer.content_length = -1;
    require(piece.validator[0] == '\0' || ck_validator_usable(piece.validator));
    require(strpbrk(piece.validator, "\r\n") == NULL);
    if (ck_content_range_read(answer.content_range, &range)) {
        require(range.first < 0 || range.first <= range.last);
        require(range.total < 0 || range.last < range.total);
    }
    if (ck_piece_judge(&piece, &answer) == CK_PIECE_GOES_ON) {
        require(range.first == piece.have && range.last >= range.first);
        require(piece.total < 0 || range.last < piece.total);
    }
    check_pace(answer.status, piece.have);
    check_endurance(piece.have, answer.status == 200 ? CK_ERR_NET : CK_ERR_TIMEOUT);
    ck_free(text);
    return 0;
}
