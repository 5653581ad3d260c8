/* json.c - what is written is JSON, escapes and all, and a number that is none is refused. */
#include "test.h"
#include "base/json.h"

static char *text;
static size_t length;

static FILE *memory(void) {
  free(text);
  text = NULL;
  return open_memstream(&text, &length);
}

static void a_document_is_laid_out(void) {
  ant_json j;
  FILE *to = memory();
  ant_json_init(&j, to);
  ant_json_object(&j);
  ant_json_key_string(&j, "mission", "a \"b\"\\\n\x01\xC3\xA9\xFF");
  ant_json_key_number(&j, "tenth", 0.1);
  ant_json_key_integer(&j, "steps", -42);
  ant_json_key_boolean(&j, "ok", true);
  ant_json_key(&j, "phases");
  ant_json_array(&j);
  for (int i = 0; i < 2; i++) {
    ant_json_object(&j);
    ant_json_key_number(&j, "end", 1e300 * i);
    ant_json_end(&j);
  }
  ant_json_end(&j);
  ant_json_key(&j, "row");
  ant_json_array(&j);
  ant_json_number(&j, 1);
  ant_json_null(&j);
  ant_json_end(&j);
  ant_json_key(&j, "none");
  ant_json_object(&j);
  ant_json_end(&j);
  ant_json_end(&j);
  CHECK(ant_json_finish(&j, NULL) == ANT_OK);
  fclose(to);
  SAME_TEXT(text, "{\n"
                  "  \"mission\": \"a \\\"b\\\"\\\\\\n\\u0001\xC3\xA9\xEF\xBF\xBD\",\n"
                  "  \"tenth\": 0.1,\n"
                  "  \"steps\": -42,\n"
                  "  \"ok\": true,\n"
                  "  \"phases\": [\n"
                  "    {\n"
                  "      \"end\": 0\n"
                  "    },\n"
                  "    {\n"
                  "      \"end\": 1e+300\n"
                  "    }],\n"
                  "  \"row\": [1, null],\n"
                  "  \"none\": {}\n"
                  "}\n");
}

static void a_number_that_is_none_is_refused_with_its_path(void) {
  ant_json j;
  ant_diag d = {0};
  FILE *to = memory();
  ant_json_init(&j, to);
  ant_json_object(&j);
  ant_json_key(&j, "observables");
  ant_json_array(&j);
  ant_json_object(&j);
  ant_json_key_number(&j, "baseline", 1);
  ant_json_end(&j);
  ant_json_object(&j);
  ant_json_key_number(&j, "baseline", NAN);
  ant_json_key_number(&j, "end", INFINITY);
  ant_json_end(&j);
  ant_json_end(&j);
  ant_json_end(&j);
  CHECK(ant_json_finish(&j, &d) == ANT_ENUMERIC);
  SAME_TEXT(d.text, "'observables.1.baseline' is not a finite number");
  fclose(to);
}

static void a_full_disk_is_told(void) {
  FILE *to = fopen("/dev/full", "w");
  if (!to) return;
  ant_json j;
  ant_diag d = {0};
  ant_json_init(&j, to);
  ant_json_number(&j, 1);
  CHECK(ant_json_finish(&j, &d) == ANT_ESYSTEM);
  CHECK(strstr(d.text, "No space") != NULL);
  fclose(to);
}

int main(void) {
  RUN(a_document_is_laid_out);
  RUN(a_number_that_is_none_is_refused_with_its_path);
  RUN(a_full_disk_is_told);
  free(text);
  return test_done();
}
