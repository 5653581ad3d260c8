/* wellformed.h - whether a page is well-formed XML, as far as this project writes it: tags nest and
 * close, attributes are quoted and unlike, entities are known, no id twice, no control characters.
 */
#ifndef ANT_TEST_WELLFORMED_H
#define ANT_TEST_WELLFORMED_H

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { WF_DEPTH = 64, WF_IDS = 8000 };

typedef struct wellformed {
  const char *at;
  char open[WF_DEPTH][24];
  int depth;
  const char *id[WF_IDS];
  size_t id_length[WF_IDS];
  int n_id;
  char why[160];
} wellformed;

static inline bool wf_bad(wellformed *w, const char *why) {
  snprintf(w->why, sizeof w->why, "%s at: %.60s", why, w->at);
  return false;
}

static inline bool wf_entity(wellformed *w) {
  static const char *const known[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
  for (size_t i = 0; i < 5; i++) {
    if (strncmp(w->at, known[i], strlen(known[i])) == 0) {
      w->at += strlen(known[i]);
      return true;
    }
  }
  return wf_bad(w, "unknown entity");
}

static inline bool wf_id(wellformed *w, const char *value, size_t length) {
  for (int i = 0; i < w->n_id; i++) {
    if (w->id_length[i] == length && memcmp(w->id[i], value, length) == 0)
      return wf_bad(w, "id twice");
  }
  if (w->n_id == WF_IDS) return wf_bad(w, "too many ids");
  w->id[w->n_id] = value;
  w->id_length[w->n_id++] = length;
  return true;
}

static inline bool wf_attribute(wellformed *w) {
  const char *name = w->at;
  while (isalnum((unsigned char)*w->at) || *w->at == '-' || *w->at == ':') w->at++;
  bool is_id = w->at - name == 2 && memcmp(name, "id", 2) == 0;
  if (w->at == name || w->at[0] != '=' || w->at[1] != '"') return wf_bad(w, "attribute not quoted");
  w->at += 2;
  const char *value = w->at;
  while (*w->at && *w->at != '"') {
    if (*w->at == '<') return wf_bad(w, "< in an attribute");
    if (*w->at == '&') {
      if (!wf_entity(w)) return false;
    } else {
      w->at++;
    }
  }
  if (!*w->at) return wf_bad(w, "attribute never ends");
  size_t length = (size_t)(w->at++ - value);
  return is_id ? wf_id(w, value, length) : true;
}

static inline bool wf_close(wellformed *w, const char *name, size_t length) {
  const char *open = w->depth > 0 ? w->open[w->depth - 1] : "";
  if (strlen(open) != length || memcmp(open, name, length) != 0)
    return wf_bad(w, "closes what is not open");
  w->depth--;
  if (*w->at != '>') return wf_bad(w, "closing tag never ends");
  w->at++;
  return true;
}

static inline bool wf_tag(wellformed *w) {
  bool closing = w->at[1] == '/';
  w->at += closing ? 2 : 1;
  const char *name = w->at;
  while (isalnum((unsigned char)*w->at)) w->at++;
  size_t length = (size_t)(w->at - name);
  if (length == 0 || length >= sizeof w->open[0]) return wf_bad(w, "no tag");
  if (closing) return wf_close(w, name, length);
  for (;;) {
    bool space = isspace((unsigned char)*w->at);
    while (isspace((unsigned char)*w->at)) w->at++;
    if (w->at[0] == '/' && w->at[1] == '>') {
      w->at += 2;
      return true;
    }
    if (*w->at == '>') break;
    if (!space) return wf_bad(w, "no space before an attribute");
    if (!wf_attribute(w)) return false;
  }
  if (w->depth == WF_DEPTH) return wf_bad(w, "too deep");
  memcpy(w->open[w->depth], name, length);
  w->open[w->depth++][length] = '\0';
  w->at++;
  return true;
}

static inline bool wf_check(wellformed *w, const char *page) {
  static const char doctype[] = "<!DOCTYPE html>\n";
  memset(w, 0, sizeof *w);
  w->at = page;
  if (strncmp(page, doctype, sizeof doctype - 1) != 0) return wf_bad(w, "no doctype");
  w->at += sizeof doctype - 1;
  while (*w->at) {
    unsigned char c = (unsigned char)*w->at;
    if (c == '<' ? !wf_tag(w) : c == '&' ? !wf_entity(w) : false) return false;
    if (c == '<' || c == '&') continue;
    if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F) return wf_bad(w, "control character");
    w->at++;
  }
  return w->depth == 0 || wf_bad(w, "a tag is never closed");
}

/* Whether WORD stands alone among other than letters in PAGE, whatever its case. */
static inline bool wf_says(const char *page, const char *word) {
  size_t n = strlen(word);
  for (const char *p = page; *p; p++) {
    size_t k = 0;
    while (k < n && tolower((unsigned char)p[k]) == word[k]) k++;
    if (k < n) continue; /* what lies behind may not be ours to read */
    bool before = p > page && isalpha((unsigned char)p[-1]), after = isalpha((unsigned char)p[n]);
    if (!before && !after) return true;
  }
  return false;
}

#endif /* ANT_TEST_WELLFORMED_H */
