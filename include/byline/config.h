#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BylineConfig:
 *
 * What a person has settled once: $XDG_CONFIG_HOME/byline/config, and over it, key by key, the
 * library's own .byline/config.  Both are key files (GKeyFile: "[group]", "key=value", "#"
 * comments); lines before any group belong to [byline].  Immutable; docs/configuration.md lists
 * the keys.
 *
 * To add a key: a row in byline_config_keys[] (src/base/config_keys.c), its words in
 * docs/configuration.md (a test looks for them), and a getter where it is used, for which an
 * option on the command line stands over it.  A library's config comes with the library, perhaps
 * from a stranger: no key may name a program to run.
 */
typedef struct _BylineConfig BylineConfig;

/** A key there is.  Static. */
typedef struct {
  const char *group; /* "write"; "profile *": any group that begins with "profile " */
  const char *key;
  const char *values; /* what it takes, for docs/configuration.md: "always, if-present" */
} BylineConfigKey;

/** Ended by a row of NULLs. */
extern const BylineConfigKey byline_config_keys[];

/**
 * byline_config_load:
 * @library: (nullable): its folder
 *
 * Files that are not there are no error.
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_USAGE naming the file that cannot be read, is no
 *   key file or far too large
 */
BylineConfig *byline_config_load (const char *library, GError **error);
void byline_config_free (BylineConfig *config); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineConfig, byline_config_free)

/**
 * byline_config_strays:
 *
 * Returns: (transfer none): a line for each key that byline does not know, naming file, group and
 *   key, to be said once; NULL-terminated
 */
const char *const *byline_config_strays (const BylineConfig *config);

/** Returns: (transfer full): the groups that begin with @prefix, each once, NULL-terminated */
char **byline_config_groups (const BylineConfig *config, const char *prefix);

/*
 * The getters give the library's value, else the person's.  Where neither has the key they leave
 * @value as it was, the default, and return TRUE.  A value of the wrong kind is FALSE with
 * BYLINE_ERROR_USAGE, the message naming file, group and key.
 */

/** @value: (inout) (transfer full): freed before it is replaced */
gboolean byline_config_string (const BylineConfig *config, const char *group, const char *key,
                               char **value, GError **error);

/** A file or folder: "~/…" is in the home folder; what is relative, in the config file's; empty
 *  is none.  @value: as byline_config_string() */
gboolean byline_config_path (const BylineConfig *config, const char *group, const char *key,
                             char **value, GError **error);

/** Values separated by ";".  @value: (inout) (transfer full): as byline_config_string() */
gboolean byline_config_list (const BylineConfig *config, const char *group, const char *key,
                             char ***value, GError **error);

/** "true" or "false" */
gboolean byline_config_boolean (const BylineConfig *config, const char *group, const char *key,
                                gboolean *value, GError **error);

/** A whole number from @min to @max */
gboolean byline_config_number (const BylineConfig *config, const char *group, const char *key,
                               gint64 min, gint64 max, gint64 *value, GError **error);

/** One of @names, NULL-terminated.  @value: (inout): its index */
gboolean byline_config_choice (const BylineConfig *config, const char *group, const char *key,
                               const char *const *names, guint *value, GError **error);

/**
 * byline_config_wrong:
 * @why: what the value should be
 *
 * For values that have a parser of their own.
 *
 * Returns: FALSE with BYLINE_ERROR_USAGE: "FILE: [group] key=VALUE: why"
 */
gboolean byline_config_wrong (const BylineConfig *config, const char *group, const char *key,
                              const char *why, GError **error);

G_END_DECLS
