#include "json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "fail.h"
#include "number_write.h"
#include "outfile.h"

/* sag__json is never defined: the pointer is cJSON's own, and only this file knows. */
static cJSON *inner(sag__json *value)
{
    return (cJSON *)(void *)value;
}

static const cJSON *view(const sag__json *value)
{
    return (const cJSON *)(const void *)value;
}

static sag__json *outer(cJSON *value)
{
    return (sag__json *)(void *)value;
}

sag_status sag__json_read(sag__json **root, const char *path, sag_error *err)
{
    *root = NULL;
    char *text = NULL;
    size_t size = 0;
    sag_status status = sag__file_read(&text, &size, path, SAG__JSON_LIMIT_BYTES, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    const char *end = NULL;
    cJSON *tree = cJSON_ParseWithLengthOpts(text, size + 1, &end, 1);
    if (tree == NULL) {
        size_t line = 1;
        for (const char *c = text; c < end; c++) {
            line += *c == '\n';
        }
        free(text);
        return sag__fail(err, SAG_STATUS_FORMAT, "%s:%zu: not valid JSON", path, line);
    }
    free(text);
    *root = outer(tree);
    return SAG_STATUS_OK;
}

void sag__json_destroy(sag__json *root)
{
    cJSON_Delete(inner(root));
}

const sag__json *sag__json_member(const sag__json *object, const char *key)
{
    return outer(cJSON_GetObjectItemCaseSensitive(view(object), key));
}

const sag__json *sag__json_element(const sag__json *array, size_t i)
{
    return i < sag__json_size(array) ? outer(cJSON_GetArrayItem(view(array), (int)i)) : NULL;
}

size_t sag__json_size(const sag__json *array)
{
    return cJSON_IsArray(view(array)) ? (size_t)cJSON_GetArraySize(view(array)) : 0;
}

bool sag__json_string(const sag__json *value, char *text, size_t size_bytes)
{
    const char *string = cJSON_GetStringValue(view(value));
    if (string == NULL || strlen(string) >= size_bytes) {
        return false;
    }
    memcpy(text, string, strlen(string) + 1);
    return true;
}

bool sag__json_number(const sag__json *value, double *number, double min, double max)
{
    if (!cJSON_IsNumber(view(value))) {
        return false;
    }
    double found = cJSON_GetNumberValue(view(value));
    if (!(found >= min && found <= max)) {
        return false;
    }
    *number = found;
    return true;
}

bool sag__json_is_true(const sag__json *value)
{
    return cJSON_IsTrue(view(value)) != 0;
}

/* Whether memory ran out while this thread built the tree it began last: a tree that lacks a part is not printed. */
static _Thread_local bool incomplete;

sag__json *sag__json_create_object(void)
{
    incomplete = false;
    return outer(cJSON_CreateObject());
}

/* Hang item into parent; an item that cannot be hung is dropped. */
static cJSON *hang(sag__json *parent, const char *key, cJSON *item)
{
    if (parent == NULL || item == NULL) {
        incomplete = true;
        cJSON_Delete(item);
        return NULL;
    }
    cJSON_bool done = key != NULL ? cJSON_AddItemToObject(inner(parent), key, item)
                                  : cJSON_AddItemToArray(inner(parent), item);
    if (!done) {
        incomplete = true;
        cJSON_Delete(item);
        return NULL;
    }
    return item;
}

sag__json *sag__json_add_object(sag__json *parent, const char *key)
{
    return outer(hang(parent, key, cJSON_CreateObject()));
}

sag__json *sag__json_add_array(sag__json *parent, const char *key)
{
    return outer(hang(parent, key, cJSON_CreateArray()));
}

void sag__json_add_string(sag__json *parent, const char *key, const char *text)
{
    hang(parent, key, cJSON_CreateString(text));
}

void sag__json_add_number(sag__json *parent, const char *key, double value, int decimals)
{
    if (!isfinite(value)) {
        sag__json_add_null(parent, key);
        return;
    }
    char text[SAG__NUMBER_WRITE_BYTES + 1];
    *sag__number_write_fixed(text, value, decimals) = '\0';
    /* "-0.00" and "0.00" are the same number: print the plain one. */
    const char *plain = text[0] == '-' && strspn(text + 1, "0.") == strlen(text + 1) ? text + 1 : text;
    hang(parent, key, cJSON_CreateRaw(plain));
}

void sag__json_add_integer(sag__json *parent, const char *key, int64_t value)
{
    char text[SAG__NUMBER_WRITE_BYTES + 1];
    *sag__number_write_int64(text, value) = '\0';
    hang(parent, key, cJSON_CreateRaw(text));
}

void sag__json_add_bool(sag__json *parent, const char *key, bool value)
{
    hang(parent, key, cJSON_CreateBool(value));
}

void sag__json_add_null(sag__json *parent, const char *key)
{
    hang(parent, key, cJSON_CreateNull());
}

char *sag__json_print(const sag__json *root)
{
    char *text = incomplete ? NULL : cJSON_Print(view(root));
    if (text == NULL) {
        return NULL;
    }
    size_t length = strlen(text);
    char *line = realloc(text, length + 2);
    if (line == NULL) {
        free(text);
        return NULL;
    }
    line[length] = '\n';
    line[length + 1] = '\0';
    return line;
}

sag_status sag__json_write(const char *path, const sag__json *root, sag_error *err)
{
    char *text = root != NULL ? sag__json_print(root) : NULL;
    if (text == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot write %s: out of memory", path);
    }
    sag__outfile *file = NULL;
    sag_status status = sag__outfile_open(&file, path, err);
    if (status == SAG_STATUS_OK) {
        sag__outfile_write(file, text, strlen(text));
        status = sag__outfile_commit(file, err);
    }
    free(text);
    return status;
}
