/* lex.c - letters to tokens (see lex.h). */
#include "language/lex.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/text.h"

void ant_lexer_init(ant_lexer *lexer, ant_arena *arena, const ant_sources *sources, int file,
                    ant_diags *diags) {
  const ant_source_file *f = &sources->file[file];
  *lexer = (ant_lexer){.arena = arena,
                       .sources = sources,
                       .diags = diags,
                       .text = f->text,
                       .length = f->length,
                       .file = file,
                       .line = 1};
}

/* The text ends with a NUL that is not part of it; a NUL inside is refused before. */
static char here(const ant_lexer *l) {
  return l->text[l->at];
}

static char after(const ant_lexer *l) {
  return l->at < l->length ? l->text[l->at + 1] : '\0';
}

static ant_place place_at(const ant_lexer *l, size_t at, size_t width) {
  return (ant_place){.file = l->file,
                     .line = l->line,
                     .column = (int)(at - l->line_start) + 1,
                     .width = (int)width};
}

/* Add a message about WIDTH bytes at AT. */
static void complain(ant_lexer *l, size_t at, size_t width, const char *text, const char *hint) {
  if (l->error_line == l->line) return;
  l->error_line = l->line;
  ant_diag d;
  ant_diag_at(&d, l->sources, place_at(l, at, width), ANT_ESYNTAX, "%s", text);
  if (hint) ant_diag_hint(&d, "%s", hint);
  ant_diags_add(l->diags, &d);
  if (++l->n_error >= ANT_ERRORS_MAX) l->length = l->at; /* nothing follows */
}

static ant_token fail(ant_lexer *l, ant_token token, size_t width, const char *text,
                      const char *hint) {
  complain(l, (size_t)(token.text - l->text), width, text, hint);
  token.kind = ANT_TOKEN_ERROR;
  return token;
}

static bool at_line_end(const ant_lexer *l) {
  return l->at >= l->length || here(l) == '\n' || here(l) == '\r';
}

static void end_line(ant_lexer *l) {
  l->at += here(l) == '\r' && after(l) == '\n' ? 2 : 1;
  l->line++;
  l->line_start = l->at;
}

/* Blanks and tabs; a tab in front of something may not stand there. */
static void pass_blanks(ant_lexer *l, bool indent) {
  const char *start = l->text + l->at;
  size_t n = strspn(start, " \t");
  bool something = start[n] && !strchr("\r\n#", start[n]);
  const char *tab = memchr(start, '\t', n);
  if (indent && something && tab && !l->tab_told) {
    complain(l, (size_t)(tab - l->text), 1, "a tab may not indent",
             "use blanks: how far a line is indented says what it belongs to");
    l->tab_told = true;
  }
  l->at += n;
}

/* Pass blanks, comments and line ends; says whether a new line began. */
static bool skip_blanks(ant_lexer *l) {
  bool fresh = l->line_start == l->at;
  while (l->at < l->length) {
    char c = here(l);
    if (c == '#') {
      while (!at_line_end(l)) l->at++;
    } else if (c == '\n' || c == '\r') {
      end_line(l);
      fresh = true;
    } else if (c == ' ' || c == '\t') {
      pass_blanks(l, fresh);
    } else {
      break;
    }
  }
  return fresh;
}

/* Words ------------------------------------------------------------------ */

static bool begins_word(char c) {
  return isalpha((unsigned char)c) || c == '_';
}

static bool in_word(char c) {
  return isalnum((unsigned char)c) || c == '_';
}

/* one part between dots: letters, digits, _ and {set} */
static bool read_part(ant_lexer *l) {
  size_t start = l->at;
  while (in_word(here(l)) || here(l) == '{') {
    if (here(l) == '{') {
      l->at++;
      if (!begins_word(here(l))) return false;
      while (in_word(here(l))) l->at++;
      if (here(l) != '}') return false;
    }
    l->at++;
  }
  return l->at > start;
}

static ant_token read_word(ant_lexer *l, ant_token token) {
  size_t start = l->at;
  bool good = read_part(l);
  while (good && here(l) == '.') {
    l->at++;
    good = read_part(l);
  }
  size_t width = l->at - start;
  if (!good) {
    return fail(l, token, width ? width : 1, "a name with a part that is empty or not closed",
                "words joined by dots, such as bone.{site}.area");
  }
  token.kind = ANT_TOKEN_WORD;
  token.place.width = (int)width;
  token.string = ant_arena_text(l->arena, token.text, width);
  if (!token.string) token.kind = ANT_TOKEN_ERROR;
  return token;
}

/* Numbers ---------------------------------------------------------------- */

static ant_token read_number(ant_lexer *l, ant_token token) {
  size_t n = ant_text_read_number(token.text, &token.value);
  size_t width = n;
  while (in_word(token.text[width])) width++;
  if (width == 0) width = 1; /* no memory to read so long a number */
  l->at += width;
  token.kind = ANT_TOKEN_NUMBER;
  token.place.width = (int)width;
  if (width > n) {
    const char *hint = token.text[n] == 'e' || token.text[n] == 'E'
                           ? "an exponent has digits: 1e-3"
                           : "a unit stands in brackets, as in 5 [pmol/L]; a name begins with a "
                             "letter";
    return fail(l, token, width, "a number that runs into a word", hint);
  }
  if (isinf(token.value)) {
    return fail(l, token, width, "a number too large to be kept (about 1.8e308 is the largest)",
                NULL);
  }
  return token;
}

/* Strings and units ------------------------------------------------------ */

/* the bytes of the string that begins here, up to its closing quote or the end of the line */
static size_t string_width(const ant_lexer *l, bool *out_closed) {
  const char *p = l->text + l->at + 1;
  while (*p && *p != '"' && *p != '\n' && *p != '\r') p += p[0] == '\\' && p[1] >= ' ' ? 2 : 1;
  *out_closed = *p == '"';
  return (size_t)(p - l->text) - l->at + *out_closed;
}

static ant_token read_string(ant_lexer *l, ant_token token) {
  bool closed;
  size_t width = string_width(l, &closed), n = 0;
  l->at += width;
  token.kind = ANT_TOKEN_STRING;
  token.place.width = (int)width;
  if (!closed) {
    bool first = memchr(l->text + l->line_start, '"', l->at - width - l->line_start) == NULL;
    return fail(l, token, width, "a string that its line does not close",
                first ? "end it with \"; a longer text is several strings, one a line"
                      : "end it with \", or else a string before it in this line has no end");
  }
  char *string = ant_arena_take(l->arena, width);
  token.string = string;
  if (!string) token.kind = ANT_TOKEN_ERROR;
  for (const char *p = token.text + 1; string && p < token.text + width - 1; p++) {
    if (*p == '\\' && p[1] != '"' && p[1] != '\\') {
      return fail(l, token, (size_t)(p - token.text) + 2,
                  "a backslash in a string stands before \" or \\ only",
                  "write \\\\ for a backslash");
    }
    p += *p == '\\';
    string[n++] = *p;
  }
  return token;
}

static ant_token read_unit(ant_lexer *l, ant_token token) {
  size_t n = strcspn(token.text, "]\r\n");
  if (token.text[n] != ']') {
    while (!at_line_end(l)) l->at++;
    return fail(l, token, n, "a unit that its line does not close", "expected ']'");
  }
  l->at += n + 1;
  size_t from = 1, to = n;
  while (from < to && token.text[from] == ' ') from++;
  while (to > from && token.text[to - 1] == ' ') to--;
  token.kind = ANT_TOKEN_UNIT;
  token.string = ant_arena_text(l->arena, token.text + from, to - from);
  token.place.column += (int)from; /* the unit itself: its own columns count from there */
  token.place.width = to > from ? (int)(to - from) : 1;
  if (!token.string) token.kind = ANT_TOKEN_ERROR;
  return token;
}

/* Signs ------------------------------------------------------------------ */

static const struct {
  char text[3];
  int sign;
} signs[] = {{"==", ANT_SIGN_EQ},
             {"!=", ANT_SIGN_NE},
             {"<=", ANT_SIGN_LE},
             {">=", ANT_SIGN_GE},
             {"->", ANT_SIGN_ARROW}};

/* What other languages write. */
static const struct {
  const char *wrong, *hint;
} foreign[] = {
    {"**", "a power is written with '^'"},
    {"&&", "write 'and'"},
    {"||", "write 'or'"},
    {"=<", "write '<='"},
    {"=>", "write '>='"},
    {"<>", "write '!='"},
    {":=", "write '='"},
    {"!", "write 'not'"},
    {"%", "per cent is a unit: 20 [%]"},
    {";", "a declaration ends with its line; nothing else is needed"},
    {"'", "a string stands in double quotes"},
    {"{", "braces only stand inside the name of an observable"},
    {"//", "a comment begins with '#'"},
    {"]", "brackets hold a unit, as in [pmol/L]"},
    {"\xC2\xA0", "a no-break space: type a blank in its place"},
    {"\xE2\x88\x92", "type '-' for a minus"},
    {"\xE2\x80\x93", "type '-' for a minus"},
    {"\xC2\xB7", "type '*'"},
    {"\xC3\x97", "type '*'"},
    {"\xE2\x80\x9C", "a string stands in plain double quotes"},
    {"\xE2\x80\x9D", "a string stands in plain double quotes"},
};

static ant_token fail_sign(ant_lexer *l, ant_token token) {
  const char *hint = NULL;
  size_t width = ant_text_utf8(token.text, l->length - l->at);
  for (size_t i = 0; !hint && i < sizeof foreign / sizeof *foreign; i++) {
    size_t n = strlen(foreign[i].wrong);
    if (strncmp(token.text, foreign[i].wrong, n) != 0) continue;
    hint = foreign[i].hint;
    width = n;
  }
  if (width == 0) width = 1;
  l->at += width;
  char text[80];
  snprintf(text, sizeof text, "'%.*s' has no meaning here", (int)width, token.text);
  if (isspace((unsigned char)*token.text) || iscntrl((unsigned char)*token.text)) {
    snprintf(text, sizeof text, "a control letter (byte %d) has no meaning here", *token.text);
  } else if (width > 1 && !hint) {
    hint = "names are made of a to z, A to Z, digits and _";
  }
  return fail(l, token, width, text, hint);
}

static bool is_foreign_pair(const char *p) {
  for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
    if (foreign[i].wrong[1] && strncmp(p, foreign[i].wrong, 2) == 0) return true;
  }
  return false;
}

static ant_token read_sign(ant_lexer *l, ant_token token) {
  token.kind = ANT_TOKEN_SIGN;
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
    if (strncmp(token.text, signs[i].text, 2) != 0) continue;
    l->at += 2;
    token.sign = signs[i].sign;
    token.place.width = 2;
    return token;
  }
  char c = *token.text;
  if (!c || !strchr("+-*/^(),=:<>", c) || is_foreign_pair(token.text)) return fail_sign(l, token);
  l->at++;
  token.sign = c;
  token.place.width = 1;
  return token;
}

ant_token ant_lexer_next(ant_lexer *l) {
  ant_token token = {.first = skip_blanks(l)};
  token.text = l->text + l->at;
  token.place = place_at(l, l->at, 1);
  token.column = token.place.column;
  if (l->at >= l->length) return token;
  char c = here(l);
  if (begins_word(c)) return read_word(l, token);
  bool fraction = c == '.' && isdigit((unsigned char)after(l));
  if (isdigit((unsigned char)c) || fraction) return read_number(l, token);
  if (c == '"') return read_string(l, token);
  if (c == '[') return read_unit(l, token);
  return read_sign(l, token);
}
