/* schema.h - checks a value against a JSON Schema, for the words that our own schemas
 * use: $ref within the file, type, enum, required, properties, additionalProperties
 * (false), items, minimum, minLength. A word it does not know fails the test, so that no
 * rule is passed over; "pattern" is looked at by the tests of what it describes. */
#ifndef CK_TEST_SCHEMA_H
#define CK_TEST_SCHEMA_H

#include <jansson.h>
#include <stdbool.h>
#include <string.h>

static inline bool schema_type_is(const json_t *value, const char *type)
{
    return (strcmp(type, "object") == 0 && json_is_object(value)) ||
           (strcmp(type, "array") == 0 && json_is_array(value)) ||
           (strcmp(type, "string") == 0 && json_is_string(value)) ||
           (strcmp(type, "integer") == 0 && json_is_integer(value)) ||
           (strcmp(type, "boolean") == 0 && json_is_boolean(value)) ||
           (strcmp(type, "null") == 0 && json_is_null(value));
}

static inline bool schema_type_fits(const json_t *value, const json_t *types)
{
    json_t *type;
    size_t i;

    json_array_foreach(types, i, type)
    {
        if (schema_type_is(value, json_string_value(type))) {
            return true;
        }
    }
    return json_is_string(types) && schema_type_is(value, json_string_value(types));
}

static inline bool schema_enum_fits(const json_t *value, const json_t *choices)
{
    json_t *choice;
    size_t i;

    json_array_foreach(choices, i, choice)
    {
        if (json_equal(value, choice)) {
            return true;
        }
    }
    return false;
}

static inline void schema_check(json_t *root, json_t *schema, json_t *value,
                                const char *where);

static inline void schema_check_object(json_t *root, json_t *schema, json_t *value,
                                       const char *where)
{
    json_t *properties = json_object_get(schema, "properties");
    bool closed = json_is_false(json_object_get(schema, "additionalProperties"));
    const char *key;
    json_t *member;
    size_t i;

    json_array_foreach(json_object_get(schema, "required"), i, member)
    {
        if (json_is_object(value) &&
            json_object_get(value, json_string_value(member)) == NULL) {
            fail_msg("%s lacks %s", where, json_string_value(member));
        }
    }
    json_object_foreach(value, key, member)
    {
        json_t *rule = json_object_get(properties, key);

        if (rule != NULL) {
            schema_check(root, rule, member, key);
        } else if (closed) {
            fail_msg("%s has %s, which the schema does not know", where, key);
        }
    }
}

static inline bool schema_word_fits(json_t *root, const char *word, json_t *rule,
                                    json_t *value, const char *where)
{
    json_t *member;
    size_t i;

    if (strcmp(word, "type") == 0) {
        return schema_type_fits(value, rule);
    }
    if (strcmp(word, "enum") == 0) {
        return schema_enum_fits(value, rule);
    }
    if (strcmp(word, "minimum") == 0) {
        return !json_is_integer(value) ||
               json_integer_value(value) >= json_integer_value(rule);
    }
    if (strcmp(word, "minLength") == 0) {
        return !json_is_string(value) ||
               json_string_length(value) >= (size_t)json_integer_value(rule);
    }
    if (strcmp(word, "items") == 0) {
        json_array_foreach(value, i, member)
        {
            schema_check(root, rule, member, where);
        }
        return true;
    }
    if (strcmp(word, "$ref") == 0) {
        const char *name = strrchr(json_string_value(rule), '/') + 1;

        schema_check(root, json_object_get(json_object_get(root, "$defs"), name), value,
                     where);
        return true;
    }
    return strstr("|required|properties|additionalProperties|pattern|description|title|"
                  "$schema|$defs|",
                  word) != NULL;
}

static inline void schema_check(json_t *root, json_t *schema, json_t *value,
                                const char *where)
{
    const char *word;
    json_t *rule;

    if (!json_is_object(schema)) {
        fail_msg("the schema has no rule for %s", where);
    }
    json_object_foreach(schema, word, rule)
    {
        if (!schema_word_fits(root, word, rule, value, where)) {
            char *text = json_dumps(value, JSON_ENCODE_ANY);

            fail_msg("%s: %s does not fit \"%s\"", where, text, word);
        }
    }
    schema_check_object(root, schema, value, where);
}

#endif
