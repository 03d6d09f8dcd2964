package site

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// A saving is files with their texts; an empty one is removed.
type saving map[string]string

// post returns a post of a day with its other front matter, a key a line.
func post(day string, front ...string) string {
	title := "title: Of " + day
	for _, line := range front {
		if strings.HasPrefix(line, "title:") {
			title = line
		}
	}
	lines := []string{"---", title, "date: " + day}
	body := "Text."
	for _, line := range front {
		switch text, ok := strings.CutPrefix(line, "body:"); {
		case ok:
			body = strings.TrimSpace(text)
		case line != title:
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n") + "\n---\n" + body + "\n"
}

// moved returns a post of which all that is said stands a line lower.
func moved(post string) string { return strings.Replace(post, "---\n", "---\n# moved\n", 1) }

// TestALoadFromAnotherSeesWhatFollows has, for each rule of Amend and Again by which more is
// another than the post that was saved, saves that only that rule knows. The first of each
// is the site; for none of the others anything is made anew.
func TestALoadFromAnotherSeesWhatFollows(t *testing.T) {
	const p = "content/posts/"
	const svg = "<svg xmlns='http://www.w3.org/2000/svg' width='2' height='2'/>"
	deep := "/" + strings.Repeat(strings.Repeat("a", 94)+"/", 10)
	cases := map[string][]saving{
		"the first file that a folder is needed for": {
			{"static/2022": "a file", p + "b.md": post("2022-11-02", "slug: zz")},
			{p + "aa.md": post("2022-10-02", "slug: zz")},
			{p + "aa.md": ""},
		},
		"a namesake of a player": {
			{
				"content/teams/rams.md":              "---\nname: Rams\n---\n",
				"content/players/nobody-known-qb.md": "---\nname: Nobody Known\nborn: 1999-01-01\nteams: [{team: rams, from: 2022-11-20}]\n---\n",
				p + "b.md":                           post("2022-11-21", "player: nobody-known-qb"),
			},
			{p + "c.md": post("2022-11-02", "player: Nobody Known")},
			{p + "c.md": ""},
		},
		"whom a former name leads to": {
			{
				"content/players/new-name.md": "---\nnames: [{name: Old Name, to: 2020}, {name: New Name, from: 2020}]\n---\n",
				"content/players/other.md":    "---\nnames: [{name: Others Name, to: 2020}, {name: Other, from: 2020}]\n---\n",
				p + "b.md":                    post("2022-11-02", "player: New Name"),
				p + "d.md":                    post("2022-11-02", "player: Somebody"),
			},
			{p + "c.md": post("2022-11-03", "player: Old & Name")},
			{p + "c.md": ""},
		},
		"which team a former name leads to": {
			{
				"content/teams/new-name.md": "---\nnames: [{name: Old Name, to: 2020}, {name: New Name, from: 2020}]\n---\n",
				"content/teams/other.md":    "---\nnames: [{name: Others Name, to: 2020}, {name: Other, from: 2020}]\n---\n",
				p + "b.md":                  post("2022-11-02", "team: New Name"),
				p + "d.md":                  post("2022-11-02", "team: Some Team"),
			},
			{p + "c.md": post("2022-11-03", "team: Old & Name")},
			{p + "c.md": ""},
		},
		"where a name is told that a page bears too": {
			{"content/pages/one.md": "---\ntitle: One\n---\n", p + "b.md": post("2022-11-03", "tags: [One]"), p + "c.md": post("2022-11-04", "tags: [One]")},
			{p + "aa.md": post("2022-11-01", "tags: [One]")},
			{p + "aa.md": ""},
		},
		"where two aliases stand": {
			{p + "b.md": post("2022-11-02", "aliases: [/old/]"), p + "c.md": post("2022-11-03", "aliases: [/old/]")},
			{p + "b.md": post("2022-11-02", "# moved", "aliases: [/old/]")},
			{p + "c.md": post("2022-11-03", "# moved", "aliases: [/old/]")},
			{p + "b.md": post("2022-11-02")},
		},
		"one alias in two posts of one save": {
			{p + "b.md": post("2022-11-02"), p + "c.md": post("2022-11-03")},
			{p + "b.md": post("2022-11-02", "aliases: [/old/]"), p + "c.md": post("2022-11-03", "aliases: [/old/]")},
		},
		"one alias twice": {
			{p + "b.md": post("2022-11-02"), p + "c.md": post("2022-11-03", "aliases: [/other/]")},
			{p + "b.md": post("2022-11-02", "aliases: [/old/, /old/]")},
			{p + "c.md": post("2022-11-03", "aliases: [/old/]")},
			{p + "d.md": post("2022-11-04")},
		},
		"an alias that a page shadows, and another post has too": {
			{p + "b.md": post("2022-11-02"), p + "c.md": post("2022-11-03", "aliases: [/2022/11/b/]")},
			{p + "d.md": post("2022-11-04", "aliases: [/2022/11/b/]")},
		},
		"where a link of a record stands that leads nowhere": {
			{"content/pages/about.md": "---\ntitle: About\n---\nUs.\n\n[Nowhere](/nowhere/).\n"},
			{"content/pages/about.md": "---\ntitle: About\n---\nUs.\n\nAnd.\n\n[Nowhere](/nowhere/).\n"},
		},
		"where a link of a record stands that leads to no file": {
			{"content/pages/about.md": "---\ntitle: About\n---\nUs.\n\n[Nowhere](nowhere.md).\n"},
			{"content/pages/about.md": "---\ntitle: About\n---\nUs.\n\nAnd.\n\n[Nowhere](nowhere.md).\n"},
		},
		"an alias in the place of a team's former name": {
			{
				"content/teams/rams.md":    "---\nnames: [{name: Old Rams, to: 2020}, {name: Rams, from: 2020}]\n---\n",
				"content/players/akers.md": "---\nnames: [{name: Cam Acres, to: 2020}, {name: Cam Akers, from: 2020}]\n---\n",
				p + "b.md":                 post("2022-11-02", "aliases: [/teams/old-rams/]"),
				p + "d.md":                 post("2022-11-04", "aliases: [/players/cam-acres/]"),
				p + "c.md":                 post("2022-11-03", "aliases: [/other/]"),
			},
			{p + "b.md": post("2022-11-02")},
			{p + "d.md": post("2022-11-04")},
		},
		"two posts with one id": {
			{p + "b.md": post("2022-11-02", "id: one"), p + "c.md": post("2022-11-03", "id: one")},
			{p + "c.md": post("2022-11-03", "id: two")},
			{p + "c.md": post("2022-11-03", "id: one")},
			{p + "c.md": ""},
			{p + "d.md": post("2022-11-04", "id: one")},
			{p + "d.md": post("2022-11-04", "# moved", "id: one")},
		},
		"a post that cannot be read": {
			{p + "b.md": post("2022-11-02", "body: [It](new.md), [that](new-thing.md) and [this](New%20Thing.md)."), p + "c.md": post("2022-11-03", "body: [It](b.md).")},
			{p + "new.md": "---\ntitle: [\n---\n"},
			{p + "New Thing.md": "---\ntitle: [\n---\n"},
			{p + "b.md": "---\ntitle: [\n---\n"},
			{p + "new.md": post("2022-11-04")},
			{p + "b.md": post("2022-11-02")},
			{p + "b.md": post("2022-11-02", "body: [It](new.md), [that](new-thing.md) and [this](New%20Thing.md).")},
			{p + "New Thing.md": ""},
		},
		"a name that is nearly another": {
			{"content/players/cam-akers.md": "---\nname: Cam Akers\n---\n", p + "b.md": post("2022-11-02", "player: Cam Akers")},
			{p + "c.md": post("2022-11-03", "player: Cam Aker")},
			{p + "c.md": post("2022-11-03", "# moved", "player: Cam Aker")},
			{p + "c.md": post("2022-11-03", "player: Cam Akers")},
		},
		"an address that is too long": {
			{p + "b.md": post("2022-11-02"), p + "c.md": post("2022-11-03", "aliases: [/other/]")},
			{p + "b.md": post("2022-11-02", "aliases: ["+deep+"]")},
		},
		"a file in the way to an address": {
			{"static/old.html": "a file", p + "c.md": post("2022-11-03", "aliases: [/other/]")},
			{p + "b.md": post("2022-11-02", "aliases: [/old.html/x/]")},
		},
		"addresses in the way to a file": {
			{p + "c.md": post("2022-11-03", "aliases: [/old.html/x/]")},
			{p + "b.md": post("2022-11-02", "aliases: [/old.html]")},
		},
		"both in one save": {
			{p + "b.md": post("2022-11-02"), p + "c.md": post("2022-11-03"), p + "d.md": post("2022-11-04", "aliases: [/other/]")},
			{p + "b.md": post("2022-11-02", "aliases: [/old.html]"), p + "c.md": post("2022-11-03", "aliases: [/old.html/x/]")},
		},
		"a folder that some file systems take for a file": {
			{"static/OLD.html/x.txt": "a file", p + "c.md": post("2022-11-03", "aliases: [/other/]")},
			{p + "b.md": post("2022-11-02", "aliases: [/old.html]")},
		},
		"two addresses that some file systems take for one": {
			{p + "b.md": post("2022-11-02"), p + "c.md": post("2022-11-03", "aliases: [/other/]"), p + "d.md": post("2022-11-04")},
			{p + "b.md": post("2022-11-02", "aliases: [/Old/]")},
			{p + "d.md": post("2022-11-04", "aliases: [/old/]")},
		},
		"both in one save, the odd one last": { // which is a capital sharp s
			{p + "b.md": post("2022-11-02"), p + "c.md": post("2022-11-03"), p + "d.md": post("2022-11-04", "aliases: [/other/]")},
			{p + "b.md": post("2022-11-02", "aliases: [/\u1e9e/]"), p + "c.md": post("2022-11-03", "aliases: [/\u00df/]")},
		},
		"a folder and a file in one save, the odd one last": {
			{p + "b.md": post("2022-11-02"), p + "c.md": post("2022-11-03"), p + "d.md": post("2022-11-04", "aliases: [/other/]")},
			{p + "b.md": post("2022-11-02", "aliases: [/\u1e9e.html]"), p + "c.md": post("2022-11-03", "aliases: [/\u00df.html/x/]")},
		},
		"a name that is no title any longer, and is one": {
			{"content/pages/one.md": "---\ntitle: One\n---\n", p + "aa.md": post("2022-11-01", "player: One"), p + "b.md": post("2022-11-02", "player: One"), p + "c.md": post("2022-11-03", "player: One")},
			{p + "c.md": post("2022-11-03")},
			{p + "c.md": post("2022-11-03", "player: One")},
		},
		"two names that are no titles any longer": {
			{p + "aa.md": post("2022-11-01", "player: One", "author: One"), p + "b.md": post("2022-11-02", "player: One", "author: One"), p + "c.md": post("2022-11-03", "player: One", "author: One")},
			{p + "c.md": post("2022-11-03")},
			{p + "c.md": post("2022-11-03", "player: One", "author: One")},
		},
		"a tag that is no title any longer, and is one": {
			{p + "aa.md": post("2022-11-01", "tags: [One]"), p + "b.md": post("2022-11-02", "author: One"), p + "c.md": post("2022-11-03", "author: One"), p + "d.md": post("2022-11-04", "author: One")},
			{p + "d.md": ""},
			{p + "d.md": post("2022-11-04", "author: One")},
			{p + "aa.md": post("2022-11-01")},
			{p + "aa.md": post("2022-11-01", "tags: [One]")},
		},
		"the archive of a year that a post is called like": {
			{p + "aa.md": post("2022-11-01", "title: '2019'"), p + "b.md": post("2022-11-02")},
			{p + "c.md": post("2019-05-01")},
			{p + "c.md": ""},
		},
		"what two of one name are called": {
			{
				"content/players/josh-allen.md":     "---\nname: Josh Allen\nborn: 1996-01-01\n---\n",
				"content/players/josh-allen-olb.md": "---\nname: Josh Allen\nborn: 1997-01-01\n---\n",
				p + "b.md":                          post("2022-11-02", "player: josh-allen"),
			},
			{p + "c.md": post("2022-11-03", "player: josh-allen")},
			{p + "c.md": post("2022-11-03", "player: josh-allen-olb")},
		},
		"a feed that files of the site displace": {
			{
				"static/players/some-body/feed.xml/a.txt": "a file", p + "b.md": post("2022-11-02", "player: Some Body"), p + "c.md": post("2022-11-03", "player: Some Body"),
				p + "d.md": post("2022-11-04", "player: Another"), p + "e.md": post("2022-11-05", "player: Another"),
			},
			{p + "d.md": post("2022-11-04", "player: Some Body")},
			{p + "d.md": post("2022-11-04", "player: Another")},
		},
		"whom a link without a record leads to": {
			{"content/pages/about.md": "---\ntitle: About\n---\nSee [[New Body]] and [it](story:new-story).\n", p + "b.md": post("2022-11-02"), p + "d.md": post("2022-11-04", "team: Some Team", "author: Some Author", "source: Some Source", "story: some-story")},
			{p + "b.md": post("2022-11-02", "player: New Body")},
			{p + "b.md": post("2022-11-02")},
			{p + "b.md": post("2022-11-02", "story: new-story")},
			{p + "b.md": post("2022-11-02")},
			{p + "b.md": post("2022-11-02", "team: New Body")},
			{p + "b.md": post("2022-11-02", "author: New Body")},
			{p + "b.md": post("2022-11-02", "source: New Body")},
		},
		"whom the first link without a record leads to": {
			{p + "b.md": post("2022-11-02"), p + "d.md": post("2022-11-04", "player: Some Body")},
			{p + "b.md": post("2022-11-02", "body: See [[New Body]].")},
			{p + "c.md": post("2022-11-03", "player: New Body")},
			{p + "c.md": ""},
		},
		"a new story with the first link without a record": {
			{p + "b.md": post("2022-11-02"), p + "d.md": post("2022-11-04", "story: some-story")},
			{p + "b.md": post("2022-11-02", "story: new-story", "body: See [[New Body]].")},
		},
		"two names that have one address": {
			{p + "aa.md": post("2022-11-01", "player: Some Body", "team: Some Team", "source: Some Source", "author: Some Author")},
			{p + "b.md": post("2022-11-02", "player: Some & Body")},
			{p + "b.md": post("2022-11-02", "team: Some & Team")},
			{p + "b.md": post("2022-11-02", "source: Some & Source")},
			{p + "b.md": post("2022-11-02", "author: Some & Author")},
			{p + "aa.md": ""},
			{p + "b.md": post("2022-11-02", "player: Some Body")},
		},
		"a story that a link calls by its first post": {
			{"content/pages/about.md": "---\ntitle: About\n---\nSee [[Of 2022-11-02]] and [[the-story]].\n", p + "b.md": post("2022-11-02", "story: the-story"), p + "c.md": post("2022-11-03", "story: the-story")},
			{p + "b.md": post("2022-11-02", "title: Another", "story: the-story")},
			{p + "b.md": post("2022-11-02", "story: the-story")},
			{p + "b.md": post("2022-11-02")},
			{p + "c.md": post("2022-11-03")},
		},
		"whom a name means that two bear": {
			{
				"content/players/josh-allen-qb.md":  "---\nname: Josh Allen\nborn: 1996-01-01\n---\n",
				"content/players/josh-allen-olb.md": "---\nname: Josh Allen\nborn: 1997-01-01\n---\n",
				"content/stories/the-trade.md":      "---\ntitle: The Trade\n---\n",
				p + "b.md":                          post("2022-11-02", "player: josh-allen-qb", "story: the-trade"),
				p + "d.md":                          post("2022-11-04", "player: josh-allen-qb", "story: unrecorded"),
			},
			{p + "c.md": post("2022-11-03", "player: Josh Allen", "story: the-trade")},
			{p + "b.md": post("2022-11-02", "player: josh-allen-olb", "story: the-trade")},
			{p + "c.md": post("2022-11-03", "player: Josh Allen", "story: unrecorded")},
			{p + "d.md": post("2022-11-04", "player: josh-allen-olb", "story: unrecorded")},
			{p + "c.md": post("2022-11-03", "player: josh-allen-qb", "story: unrecorded")},
		},
		"who has no record": {
			{
				"site.yaml": "id: an-id\ntitle: A Site\nbase_url: https://example.org/news/\nunregistered: warn\n",
				p + "b.md":  post("2022-11-02", "player: Somebody"), p + "d.md": post("2022-11-04", "player: Nobody"),
			},
			{p + "b.md": post("2022-11-02", "player: Nobody")},
			{p + "b.md": post("2022-11-02", "player: Somebody")},
			{p + "c.md": post("2022-11-01", "# before", "player: Somebody")},
			{p + "c.md": post("2022-11-01", "player: Somebody")},
		},
		"when a post without a date expires": {
			{p + "b.md": post("2022-11-02")},
			{p + "b.md": post("2022-13-45", "expires: 2022-12-15")},
			{p + "b.md": post("2022-11-02", "expires: 2022-12-15")},
			{p + "b.md": post("2022-11-02", "draft: true", "expires: 2022-12-15")},
		},
		"a story that is nearly another": {
			{"content/stories/the-trade.md": "---\ntitle: The Trade\n---\n", p + "b.md": post("2022-11-02", "story: the-trade")},
			{p + "c.md": post("2022-11-03", "story: the-trads")},
			{p + "d.md": post("2022-11-01", "story: the-trads")},
			{p + "c.md": post("2022-10-03", "story: the-trads")},
			{p + "d.md": ""},
			{p + "c.md": post("2022-11-03", "story: another")},
		},
		"a heading that a link leads to": {
			{"content/pages/about.md": "---\ntitle: About\n---\n[It](../posts/b.md#there).\n", p + "b.md": post("2022-11-02", "body: First.\n\n## There")},
			{p + "b.md": post("2022-11-02", "body: First.\n\n## Elsewhere")},
			{p + "b.md": post("2022-11-02", "body: First.\n\n## There")},
		},
		"a heading of a page that a link leads to": {
			{"content/pages/about.md": "---\ntitle: About\n---\nUs.\n\n## There\n", p + "b.md": post("2022-11-02", "body: [It](../pages/about.md#there).")},
			{"content/pages/about.md": "---\ntitle: About\n---\nUs.\n\n## Elsewhere\n"},
			{"content/pages/about.md": "---\ntitle: About\n---\nUs.\n\n## There\n"},
		},
		"the text of a page": {
			{"content/pages/about.md": "---\ntitle: About\n---\nUs.\n\nOne.\n"},
			{"content/pages/about.md": "---\ntitle: About\n---\nUs.\n\nTwo.\n"},
			{"content/pages/about.md": "---\ntitle: About\n---\nUs.\n\nThree.\n"},
		},
		"a post that a link leads to": {
			{"content/pages/about.md": "---\ntitle: About\n---\n[It](../posts/b.md).\n", p + "b.md": post("2022-11-02"), p + "c.md": post("2022-12-20")},
			{p + "b.md": post("2023-01-05")},
			{p + "b.md": post("2023-01-06")},
			{p + "b.md": post("2023-01-06", "draft: true")},
			{p + "b.md": post("2022-11-02", "draft: true")},
			{p + "b.md": post("2022-13-45")},
			{p + "b.md": post("2022-11-02")},
			{p + "b.md": post("2022-13-45", "draft: true")},
			{p + "b.md": ""},
		},
		"a post that a link looks for": {
			{"content/pages/about.md": "---\ntitle: About\n---\n[It](../posts/new.md).\n"},
			{p + "new.md": post("2022-11-02")},
			{p + "new.md": ""},
		},
		"a post that a link looks for in other letters": {
			{"content/pages/about.md": "---\ntitle: About\n---\n[It](../posts/New.md).\n"},
			{p + "deep/new.md": post("2022-11-02")},
			{p + "deep/new.md": ""},
		},
		"a post that a link looks for by its codes": {
			{"content/pages/about.md": "---\ntitle: About\n---\n[It](../posts/%6fther.md).\n"},
			{p + "other.md": post("2022-11-03")},
			{p + "other.md": ""},
			{p + "deep/other.md": post("2022-11-03")},
		},
		"a post with a name that is written in two ways": {
			{"content/pages/about.md": "---\ntitle: About\n---\n[It](../posts/cafe\u0301.md).\n"},
			{p + "caf\u00e9.md": post("2022-11-02")},
		},
		"a post that a path from the top means, or one from here": {
			{"content/pages/about.md": "---\ntitle: About\n---\n[It](content/posts/b.md).\n", p + "c.md": post("2022-11-02", "body: [It](content/posts/b.md)."), p + "b.md": post("2022-11-03")},
			{p + "content/posts/b.md": post("2022-11-04", "slug: other")},
			{p + "content/posts/b.md": ""},
		},
		"a post in the place of a picture": {
			{"content/pages/about.md": "---\ntitle: About\n---\n![It](../posts/new.md)\n"},
			{p + "new.md": post("2022-11-02")},
			{p + "new.md": ""},
		},
		"an address that a link leads to": {
			{"content/pages/about.md": "---\ntitle: About\n---\n[It](/2022/11/b/) and [that](/2022/11/c/).\n", p + "b.md": post("2022-11-02")},
			{p + "b.md": ""},
			{p + "c.md": post("2022-11-03")},
			{p + "b.md": post("2022-11-02")},
		},
		"where a link of a post stands that leads nowhere": {
			{p + "b.md": post("2022-11-02", "body: First.\n\n[It](/nowhere/).")},
			{p + "b.md": post("2022-11-02", "body: First.\n\nSecond.\n\n[It](/nowhere/).")},
			{p + "b.md": post("2022-11-02", "body: First.\n\nSecond.")},
		},
		"the feed of a team that has players": {
			{
				"content/teams/rams.md": "---\nname: Rams\n---\n", "content/players/one.md": "---\nname: One\nteams: [{team: rams, from: 2020}]\n---\n",
				p + "b.md": post("2022-11-02", "team: rams"), p + "c.md": post("2022-11-03"),
			},
			{p + "b.md": post("2022-11-02", "team: rams", "retracted: {date: 2022-11-03, reason: Wrong.}")},
			{p + "b.md": post("2022-11-02", "team: rams")},
		},
		"a picture that two posts show": {
			{p + "him.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='2' height='2'/>", p + "b.md": post("2022-11-02", "image: {src: him.svg, alt: Him}"), p + "c.md": post("2022-11-03", "image: {src: him.svg, alt: Him}")},
			{p + "b.md": post("2022-11-02")},
			{p + "b.md": post("2022-11-02", "image: {src: him.svg, alt: Him}")},
			{p + "b.md": post("2022-11-02"), p + "c.md": post("2022-11-03")},
		},
		"records that no post is about": {
			{
				"content/players/one.md": "---\nname: One\n---\n", "content/teams/two.md": "---\nname: Two\n---\n", "content/sources/three.md": "---\nname: Three\n---\n",
				"content/authors/four.md": "---\nname: Four\n---\n", "content/stories/five.md": "---\ntitle: Five\n---\n",
				p + "b.md": post("2022-11-02", "player: One", "team: Two", "source: Three", "author: Four", "story: five"),
			},
			{p + "b.md": post("2022-11-02")},
			{p + "b.md": post("2022-11-02", "player: One", "team: Two", "source: Three", "author: Four", "story: five")},
			{p + "b.md": ""},
		},
		"the only post that lists show": {
			{"content/players/cam-akers.md": "---\nname: Cam Akers\n---\n", p + "2022/11/a.md": post("2022-11-01", "player: Cam Akers", "tags: [one]", "story: it", "source: One", "author: Two")},
			{p + "2022/11/a.md": post("2022-11-01", "player: Cam Akers", "tags: [one]", "story: it", "source: One", "author: Two", "retracted: {date: 2022-11-02, reason: Wrong.}")},
			{p + "2022/11/a.md": post("2022-11-01", "player: Cam Akers", "tags: [one]", "story: it", "source: One", "author: Two")},
			{p + "2022/11/a.md": post("2022-11-01", "player: Cam Akers", "tags: [one]", "story: it", "source: One", "author: Two", "expires: 2022-11-02")},
			{p + "2022/11/a.md": post("2022-11-30 12:00", "player: Cam Akers", "tags: [one]", "story: it", "source: One", "author: Two")},
		},
		"two posts with one address, and lines that move": {
			{p + "b.md": post("2022-11-02"), p + "c.md": post("2022-11-03", "slug: c")},
			{p + "c.md": post("2022-11-03", "slug: b")},
			{p + "c.md": post("2022-11-03", "# moved", "slug: b")},
			{p + "b.md": post("2022-11-02", "# moved", "slug: b")},
			{p + "d.md": post("2022-11-04")},
			{p + "d.md": post("2022-11-04", "slug: b")},
			{p + "b.md": ""},
			{p + "c.md": post("2022-11-03", "slug: c")},
		},
		"an address that another has on some file systems": {
			{p + "b.md": post("2022-11-02", "aliases: [/Old/, /OLDER.html]"), p + "c.md": post("2022-11-03")},
			{p + "c.md": post("2022-11-03", "aliases: [/old/, /older.html/x/]")},
			{p + "b.md": post("2022-11-02", "aliases: [/OLD/, /OLDEST.html]")},
			{p + "b.md": post("2022-11-02")},
			{p + "d.md": post("2022-11-04", "aliases: [/Old/]")},
			{p + "c.md": post("2022-11-03")},
			{p + "c.md": post("2022-11-03", "aliases: [/oLD/]")},
		},
		"an alias that is left out, and what is not": {
			{p + "b.md": post("2022-11-02"), p + "c.md": post("2022-11-03", "aliases: [/2022/11/b/]")},
			{p + "c.md": post("2022-11-03", "# moved", "aliases: [/2022/11/b/]")},
			{p + "b.md": post("2022-11-02", "# moved", "slug: b")},
			{p + "b.md": post("2022-11-02", "slug: z")},
			{p + "b.md": post("2022-11-02")},
			{p + "c.md": post("2022-11-03")},
		},
		"aliases that lead in a circle": {
			{p + "b.md": post("2022-11-02", "aliases: [/2022/11/c/]"), p + "c.md": post("2022-11-03")},
			{p + "c.md": post("2022-11-03", "aliases: [/2022/11/b/]")},
			{p + "b.md": post("2022-11-02", "slug: z", "aliases: [/2022/11/c/]")},
		},
		"an alias that three have, and who leaves it": {
			{p + "b.md": post("2022-11-02", "aliases: [/old/]"), p + "c.md": post("2022-11-03", "aliases: [/old/]"), p + "d.md": post("2022-11-04")},
			{p + "d.md": post("2022-11-04", "aliases: [/old/]")},
			{p + "c.md": post("2022-11-03")},
			{p + "b.md": post("2022-11-02")},
			{p + "d.md": post("2022-11-04", "aliases: [/old/, '/%6fld/']")},
			{p + "d.md": post("2022-11-04", "aliases: [/old]")},
			{p + "d.md": post("2022-11-04")},
		},
		"an alias of two posts that have one address": {
			{p + "b.md": post("2022-11-02", "slug: x", "aliases: [/old/]"), p + "c.md": post("2022-11-03", "slug: x", "aliases: [/old/]")},
			{p + "c.md": post("2022-11-03", "slug: x")},
			{p + "c.md": post("2022-11-03", "slug: x", "aliases: [/old/]")},
			{p + "b.md": post("2022-11-02", "slug: x")},
		},
		"a list of aliases that the site has itself": {
			{"static/_redirects": "/a /b\n", p + "b.md": post("2022-11-02")},
			{p + "b.md": post("2022-11-02", "aliases: [/old/]")},
			{p + "b.md": post("2022-11-02", "# moved", "aliases: [/old/]")},
			{p + "b.md": post("2022-11-02")},
		},
		"an alias below the list of aliases": {
			{p + "b.md": post("2022-11-02"), p + "c.md": post("2022-11-03"), p + "d.md": post("2022-11-04", "body: [It](/_redirects).")},
			{p + "b.md": post("2022-11-02", "aliases: [/_redirects/x/]")},
			{p + "c.md": post("2022-11-03", "aliases: [/old/]")},
			{p + "c.md": post("2022-11-03")},
			{p + "b.md": post("2022-11-02")},
			{p + "c.md": post("2022-11-03", "aliases: [/old/]")},
			{p + "c.md": post("2022-11-03")},
		},
		"a name that two have borne, and an alias there": {
			{
				"content/players/one.md": "---\nnames: [{name: Old Name, to: 2020}, {name: One, from: 2020}]\n---\n",
				"content/players/two.md": "---\nnames: [{name: Old Name, to: 2020}, {name: Two, from: 2020}]\n---\n",
				p + "b.md":               post("2022-11-02"),
			},
			{p + "b.md": post("2022-11-02", "aliases: [/players/old-name/]")},
			{p + "b.md": post("2022-11-02", "aliases: [/players/Old-Name/]")},
			{p + "b.md": post("2022-11-02")},
		},
		"an address that cannot be published, and lines that move": {
			{p + "b.md": post("2022-11-02", "aliases: [/a:b/]"), p + "c.md": post("2022-11-03")},
			{p + "b.md": post("2022-11-02", "# moved", "aliases: [/a:b/]")},
			{p + "c.md": post("2022-11-03", "slug: con")},
			{p + "c.md": post("2022-11-03", "# moved", "slug: con")},
			{p + "b.md": post("2022-11-02")},
			{p + "c.md": post("2022-11-03")},
		},
		"a page in the place of an index": {
			{
				"content/pages/tags.md": "---\ntitle: Tags\nupdated: 2022-11-20\n---\nOurs.\n", "content/pages/stories.md": "---\ntitle: Stories\nupdated: 2022-11-20\n---\nOurs.\n",
				p + "b.md": post("2022-11-02"),
			},
			{p + "b.md": post("2022-11-02", "tags: [one]", "story: a-story")},
			{p + "b.md": post("2022-11-02", "tags: [two]", "story: a-story")},
			{p + "b.md": post("2022-11-02")},
		},
		"stories that lists show none of": {
			{p + "b.md": post("2022-11-02", "story: a-story"), p + "c.md": post("2022-11-03")},
			{p + "b.md": post("2022-11-02", "story: a-story", "retracted: {date: 2022-11-03, reason: Wrong.}")},
			{p + "c.md": post("2022-11-03", "story: b-story", "retracted: {date: 2022-11-03, reason: Wrong.}")},
			{p + "c.md": post("2022-11-03", "story: b-story")},
		},
		"a post that is called as one of two of one name": {
			{
				"content/teams/rams.md":              "---\nname: Rams\n---\n",
				"content/players/nobody-known-qb.md": "---\nname: Nobody Known\nborn: 1999-01-01\nteams: [{team: rams, from: 2022-11-20}]\n---\n",
				p + "b.md":                           post("2022-11-21", "player: nobody-known-qb"), p + "d.md": post("2022-11-22", "title: Nobody Known (1999)"), p + "e.md": post("2022-11-23", "title: Nobody Known (nobody-known)"),
			},
			{p + "c.md": post("2022-11-02", "player: Nobody Known"), p + "cc.md": post("2022-11-02", "player: Nobody Known"), p + "ccc.md": post("2022-11-02", "player: Nobody Known")},
			{p + "ccc.md": post("2022-11-02", "player: Nobody Known", "title: Another")},
			{p + "d.md": post("2022-11-22", "title: Nobody Known")},
			{p + "c.md": "", p + "cc.md": "", p + "ccc.md": ""},
		},
		"a post that is called as the other of two of one name": {
			{
				"content/teams/rams.md":              "---\nname: Rams\n---\n",
				"content/players/nobody-known-qb.md": "---\nname: Nobody Known\nborn: 1999-01-01\nteams: [{team: rams, from: 2022-11-20}]\n---\n",
				p + "b.md":                           post("2022-11-21", "player: nobody-known-qb"), p + "d.md": post("2022-11-22", "title: Nobody Known (1999)"),
			},
			{p + "c.md": post("2022-11-02", "player: Nobody Known")},
			{p + "c.md": ""},
		},
		"what the theme calls a page": {
			{
				p + "b.md": post("2022-11-02", "title: tags"), p + "c.md": post("2022-11-03", "title: sources"), p + "d.md": post("2022-11-04", "title: 'Of 2022-11-02: story'"),
				p + "e.md": post("2022-11-05", "title: '2022-10-01'"), p + "f.md": post("2022-11-06", "player: archive"),
			},
			{p + "aa.md": post("2022-11-01", "tags: [one]")},
			{p + "b.md": moved(post("2022-11-02", "title: tags"))},
			{p + "b.md": post("2022-11-02", "title: search")},
			{p + "b.md": post("2022-11-02", "title: search", "retracted: {date: 2022-11-03, reason: Wrong.}")},
			{p + "b.md": post("2022-11-02", "story: a-story")},
			{p + "aa.md": post("2022-10-01", "tags: [one]")},
			{p + "aa.md": post("2022-11-01", "tags: [one]", "source: One", "player: archive")},
			{p + "aa.md": post("2022-11-01", "# moved", "tags: [one]", "source: One", "player: archive")},
			{p + "g.md": post("2022-11-07", "player: archive")},
			{p + "g.md": post("2022-10-31", "player: archive")},
			{p + "g.md": post("2022-10-31")},
		},
		"a tag that is called like a page": {
			{"content/pages/one.md": "---\ntitle: One\n---\n", p + "b.md": post("2022-11-02", "tags: [two]")},
			{p + "b.md": post("2022-11-02", "tags: [search]")},
			{p + "b.md": post("2022-11-02", "# moved", "tags: [search]")},
			{p + "b.md": post("2022-11-02", "# moved", "tags: [One]")},
			{p + "b.md": post("2022-11-02", "tags: [One]")},
			{p + "b.md": post("2022-11-02", "tags: [two]")},
		},
		"where two titles stand that are one": {
			{p + "b.md": post("2022-11-02", "title: One"), p + "c.md": post("2022-11-03", "title: One"), p + "d.md": post("2022-11-04", "title: One")},
			{p + "c.md": moved(post("2022-11-03", "title: One"))},
			{p + "b.md": moved(post("2022-11-02", "title: One"))},
			{p + "d.md": post("2022-11-01", "title: One")},
			{p + "b.md": post("2022-11-02", "title: Two")},
			{p + "c.md": post("2022-11-03", "title: One", "retracted: {date: 2022-11-03, reason: Wrong.}")},
			{p + "c.md": post("2022-11-03", "title: Two")},
		},
		"a link that leads nowhere from two posts": {
			{p + "b.md": post("2022-11-02", "body: [It](/2022/11/x/)."), p + "c.md": post("2022-11-03", "body: [It](/nowhere/).")},
			{p + "b.md": post("2022-11-02", "# moved", "body: [It](/2022/11/x/).")},
			{p + "x.md": post("2022-11-04")},
			{p + "x.md": ""},
			{p + "x.md": post("2022-11-04", "aliases: [/nowhere/]")},
		},
		"an alias and the address of a post that moves": {
			{p + "b.md": post("2022-11-02", "aliases: [/old/]"), p + "c.md": post("2022-11-03", "body: [It](/2022/11/b/).")},
			{p + "b.md": post("2022-11-02", "slug: z", "aliases: [/old/, /2022/11/b/]")},
			{p + "b.md": post("2022-11-02", "slug: z", "aliases: [/old/]")},
		},
		"a post that a path from the top looks for": {
			{"content/pages/about.md": "---\ntitle: About\n---\n[It](/content/posts/new.md).\n"},
			{p + "new.md": post("2022-11-02")},
			{p + "new.md": ""},
		},
		"a picture beside a post": {
			{p + "b.md": post("2022-11-02", "body: ![It](new.svg)"), p + "c.md": post("2022-11-03", "image: {src: new.svg, alt: It}"), p + "d.md": post("2022-11-04", "body: ![It](deep/NEW.svg)")},
			{p + "new.svg": svg},
			{p + "new.svg": strings.Replace(svg, "2", "3", 1)},
			{p + "new.svg": ""},
		},
		"a link of a post without a date": {
			{p + "b.md": post("2022-13-45", "body: [It](c.md).")},
			{p + "b.md": post("2022-13-45", "# moved", "body: [It](c.md).")},
			{p + "c.md": post("2022-11-03")},
		},
		"what is wrong with the front matter of a record, and its text": {
			{"content/pages/about.md": "---\ntitle: About\nstrange: 1\n---\nUs.\n"},
			{"content/pages/about.md": "---\ntitle: About\nstrange: 1\n---\nUs, and [it](nowhere.md).\n"},
			{"content/pages/about.md": "---\ntitle: About\nstrange: 1\n---\nUs.\n"},
		},
		"an id that is made of a path, and one that is given": {
			{p + "b.md": post("2022-11-02", "id: "+uuid.NewSHA1(uuid.NewSHA1(uuid.NameSpaceURL, []byte("an-id")), []byte(p+"c.md")).URN())},
			{p + "c.md": post("2022-11-03")},
			{p + "c.md": ""},
		},
		"the first ids that are given": {
			{p + "b.md": post("2022-11-02"), p + "c.md": post("2022-11-03")},
			{p + "b.md": post("2022-11-02", "id: one"), p + "c.md": post("2022-11-03", "id: one")},
			{p + "b.md": post("2022-11-02")},
		},
		"a player and a team of one name": {
			{p + "b.md": post("2022-11-02", "player: Some Body", "team: Some & Body"), p + "c.md": post("2022-11-03")},
			{p + "c.md": post("2022-11-03", "player: Some Body", "team: Some & Body")},
			{p + "c.md": post("2022-11-03", "source: [Some Source, Some & Source, Some Source]")},
			{p + "c.md": post("2022-11-03", "# moved", "source: [Some Source, Some & Source, Some Source]")},
		},
		"two odd spellings of a tag": {
			{p + "b.md": post("2022-11-02", "tags: [C]"), p + "d.md": post("2022-11-04", "tags: ['C#']"), p + "e.md": post("2022-11-05", "tags: ['C++']")},
			{p + "c.md": post("2022-11-03", "tags: ['C#']")},
			{p + "c.md": post("2022-11-03")},
		},
		"a picture that an address from the top means": {
			{
				"content/pages/about.md": "---\ntitle: About\n---\n![It](/content/posts/new.svg)\n",
				p + "b.md":               post("2022-11-02", "body: ![It](/content/posts/new.svg)"), p + "c.md": post("2022-11-03", "image: {src: /content/posts/new.svg, alt: It}"),
			},
			{p + "new.svg": svg},
			{p + "new.svg": ""},
		},
		"a file that a path from the top means, or one from here": {
			{
				"content/pages/one.md": "---\ntitle: One\n---\n", "content/players/two.md": "---\nname: Two\n---\n", p + "him.svg": svg,
				p + "b.md": post("2022-11-02", "body: [It](content/pages/one.md), [it](content/players/two.md) and ![him](content/posts/him.svg)."),
				p + "c.md": post("2022-11-03", "image: {src: content/posts/him.svg, alt: Him}"),
			},
			{p + "content/pages/one.md": post("2022-11-04")},
			{p + "content/players/two.md": post("2022-11-05")},
			{p + "content/posts/him.svg": svg},
			{p + "content/posts/him.svg": ""},
			{p + "content/pages/one.md": ""},
			{p + "content/players/two.md": ""},
		},
		"a post that is nearly what a link looks for": {
			{"content/pages/about.md": "---\ntitle: About\n---\n[It](../posts/b.md), [it](../posts/C.MD) and ![it](../posts/d.MD).\n"},
			{p + "b.md.md": post("2022-11-02", "slug: b")},
			{p + "c.md": post("2022-11-03")},
			{p + "d.md": post("2022-11-04")},
			{p + "b.md.md": ""},
			{p + "b.md.md": "---\ntitle: [\n---\n"},
			{p + "b.md.md": ""},
		},
		"a post whose text is saved with what its link looks for": {
			{p + "b.md": post("2022-11-02", "body: [It](c.md).")},
			{p + "b.md": post("2022-11-02", "body: [It](c.md). More."), p + "c.md": post("2022-11-03")},
		},
		"what its first post calls otherwise": {
			{p + "b.md": post("2022-11-02", "player: Some Body", "team: Some Team", "source: Some Source", "author: Some Writer", "tags: [some]", "story: one")},
			{p + "aa.md": post("2022-11-01", "player: SOME BODY", "team: SOME TEAM", "source: SOME SOURCE", "author: SOME WRITER", "tags: [SOME]", "story: One")},
		},
		"a new name in two posts of one save": {
			{p + "b.md": post("2022-11-02")},
			{p + "b.md": post("2022-11-04", "player: NEW BODY", "tags: [NEW]"), p + "c.md": post("2022-11-03", "player: New Body", "tags: [New]")},
		},
		"a story without a title, and one of that title": {
			{
				p + "b.md": post("2022-11-02", "title: ''", "story: one"), p + "c.md": post("2022-11-03", "story: two", "body: [It](new.md) and [[Nobody]]."),
			},
			{p + "b.md": post("2022-11-02", "title: One", "story: one")},
		},
		"many links that lead nowhere": {
			{p + "b.md": post("2022-11-02"), p + "deep/new.md": post("2022-11-03")},
			{p + "b.md": post("2022-11-02", "body: "+strings.Repeat("[It](new.md), ", 20))},
			{p + "c.md": post("2022-11-02", "body: "+strings.Repeat("[It](new.md), ", 20))},
		},
		"the text of a record that another record displaces": {
			{
				"content/players/One Two.md": "---\nname: One\n---\n", "content/players/one-two.md": "---\nname: One\n---\n[It](../posts/b.md).\n", p + "b.md": post("2022-11-02"),
			},
			{p + "b.md": ""},
			{"content/players/one-two.md": "---\nname: One\n---\n[It](../posts/b.md) and [that](c.md).\n"},
			{"content/players/one-two.md": "---\nname: One\n---\n[It](../posts/b.md).\n"},
		},
		"a picture that only a text shows which readers do not see": {
			{
				"content/pages/hidden.md": "---\ntitle: Hidden\ndraft: true\n---\nUs.\n", "content/leagues/xfl.md": "---\nname: A League\n---\nIt.\n",
				p + "him.svg": svg, p + "b.md": post("2022-11-02"),
			},
			{"content/pages/hidden.md": "---\ntitle: Hidden\ndraft: true\n---\n![Him](../posts/him.svg)\n"},
			{"content/leagues/xfl.md": "---\nname: A League\n---\n![Him](../posts/him.svg)\n"},
			{p + "b.md": post("2022-11-02", "body: ![Him](him.svg)")},
			{p + "b.md": post("2022-11-02")},
			{"content/pages/hidden.md": "---\ntitle: Hidden\ndraft: true\n---\n[Nowhere](/nowhere/).\n"},
		},
		"the only post": {
			{"content/players/cam-akers.md": "---\nname: Cam Akers\n---\n", p + "2022/11/a.md": post("2022-11-01")},
			{p + "2022/11/a.md": ""},
			{p + "2022/11/a.md": post("2022-11-01")},
		},
	}
	for kind, front := range map[string]string{
		"players": "name: A Name", "teams": "name: A Name", "leagues": "name: A Name", "sources": "name: A Name", "authors": "name: A Name",
		"stories": "title: A Title", "pages": "title: A Title", "posts": "title: A Title\ndate: 2022-11-07",
	} {
		cases["a link of "+kind] = []saving{
			{"content/" + kind + "/one.md": "---\n" + front + "\n---\n[It](../posts/b.md).\n", p + "b.md": post("2022-11-02")},
			{p + "b.md": ""},
			{p + "b.md": post("2022-11-02")},
		}
	}
	for name, saves := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := newSite(t)
			var s *Site
			var was seen
			for i, saved := range saves {
				for name, text := range saved {
					if text != "" {
						write(t, dir, name, text)
					} else if err := os.Remove(filepath.Join(dir, name)); err != nil {
						t.Fatal(err)
					}
				}
				fresh := load(t, dir, nil)
				before := s
				s = load(t, dir, before)
				if before != nil {
					if !tookOver(before, s) {
						t.Errorf("save %d: newsroom and plan were made anew", i)
					}
					if d := cmp.Diff(was, look(before)); d != "" {
						t.Fatalf("save %d: the site before changed:\n%s", i, d)
					}
				}
				was = look(s)
				if testing.Verbose() {
					t.Log(i, fmt.Sprint(fresh.Problems))
				}
				if d := cmp.Diff(look(fresh), was); d != "" {
					t.Fatalf("save %d: differs from a fresh load:\n%s", i, d)
				}
				if i == len(saves)-1 { // what was made of a site before leaves it as it was to be amended
					if d := cmp.Diff(was, look(load(t, dir, before))); d != "" {
						t.Fatalf("save %d: differs when it is loaded again:\n%s", i, d)
					}
				}
			}
		})
	}
}

// TestALoadFromAnotherMakesAnewWhatARecordSays has saves that are no posts.
func TestALoadFromAnotherMakesAnewWhatARecordSays(t *testing.T) {
	const posts, page = "content/posts/", "---\ntitle: About\nimage: {src: ../posts/him.svg, alt: Him}\n---\n"
	dir := newSite(t)
	write(t, dir, "content/players/one.md", "---\nname: One\nimage: {src: /content/posts/one.svg, alt: One}\n---\n")
	write(t, dir, "content/pages/about.md", page+"Us.\n")
	write(t, dir, posts+"b.md", post("2022-11-02", "player: Nobody Known", "body: [[Nobody Known]] and [it](team:nobodies)."))
	s := load(t, dir, nil)
	for i, save := range []saving{
		{"content/pages/about.md": page + "All of us.\n"},
		{posts + "him.svg": "<svg/>"},
		{posts + "one.svg": "<svg/>"},
		{posts + "one.svg": "<svg></svg>"},
		{"content/players/nobody-known.md": "---\nname: [\n---\n"},
		{"content/teams/nobodies.md": "---\nname: [\n---\n"},
		{"content/players/nobody-known.md": "---\nname: Nobody Known\n---\n"},
	} {
		for name, text := range save {
			write(t, dir, name, text)
		}
		s = load(t, dir, s)
		if d := cmp.Diff(look(load(t, dir, nil)), look(s)); d != "" {
			t.Errorf("save %d: differs from a fresh load:\n%s", i, d)
		}
	}
}

// A name in a record is resolved as of today, and so is a guess.
func TestALoadFromAnotherOnAnotherDay(t *testing.T) {
	dir := newSite(t)
	write(t, dir, "content/players/josh-allen-qb.md", "---\nname: Josh Allen\nborn: 1996-01-01\n---\n")
	write(t, dir, "content/players/josh-allen-olb.md", "---\nname: Josh Allen\nborn: 1997-01-01\n---\n")
	write(t, dir, "content/pages/about.md", "---\ntitle: About\n---\nSee [[Josh Allen]].\n")
	write(t, dir, "content/pages/other.md", "---\ntitle: Other\n---\nSee [[Josh Allen (RB)]].\n") // which says of what day
	opt := Options{Dir: dir, Program: "test", Theme: smallTheme()}
	var s, fresh *Site
	for hour := range 4 {
		write(t, dir, "content/posts/2022/11/a.md", fmt.Sprintf("---\ntitle: A Post\ndate: 2022-11-01\n---\nSave %d.\n", hour))
		opt.Now = time.Date(2022, 12, 1, 22+hour, 0, 0, 0, time.UTC)
		if s, fresh = loadBoth(t, opt, s); len(fresh.Room.Guesses) != 1 || len(fresh.Problems) != 2 {
			t.Fatalf("hour %d: guesses: %v, problems: %v", hour, fresh.Room.Guesses, fresh.Problems)
		}
	}
}

// Nobody means a player before the draft, which may leave a name to one player alone.
func TestALoadFromAnotherInTheYearOfADraft(t *testing.T) {
	dir := newSite(t)
	write(t, dir, "content/players/josh-allen-qb.md", "---\nname: Josh Allen\nborn: 1996-05-21\n---\n")
	write(t, dir, "content/players/josh-allen-olb.md", "---\nname: Josh Allen\ndrafted: 2023\n---\n")
	write(t, dir, "content/pages/about.md", "---\ntitle: About\n---\nSee [[Josh Allen]].\n")
	opt := Options{Dir: dir, Program: "test", Theme: smallTheme(), Now: time.Date(2022, 12, 31, 22, 0, 0, 0, time.UTC)}
	s, _ := loadBoth(t, opt, nil)
	if len(s.Room.Guesses) > 0 || !s.Next.Equal(time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("guesses %v, next %v", s.Room.Guesses, s.Next)
	}
	opt.Now = s.Next
	if _, fresh := loadBoth(t, opt, s); len(fresh.Room.Guesses) != 1 {
		t.Errorf("guesses: %v", fresh.Room.Guesses)
	}
}

// A sitemap of news holds 1,000 posts, which leave it by the clock alone.
func TestALoadFromAnotherWhenNewsAreOld(t *testing.T) {
	dir := newSite(t)
	for n := range 1001 {
		write(t, dir, fmt.Sprintf("content/posts/p%d.md", n), post(fmt.Sprintf("2022-12-01 %02d:00", 12-12/(n+1))))
	}
	opt := Options{Dir: dir, Program: "test", Theme: smallTheme(), Now: time.Date(2022, 12, 2, 12, 0, 0, 0, time.UTC)}
	var before *Site
	for i, parts := range []int{2, 1} {
		s, fresh := loadBoth(t, opt, before)
		if _, two := fresh.Plan.Lookup("news-sitemap-2.xml"); two != (parts == 2) || before != nil && !tookOver(before, s) {
			t.Errorf("load %d: two sitemaps of news: %v, or made anew", i, two)
		}
		before, opt.Now = s, s.Next
	}
}

// loadBoth loads a site from the one before, and afresh; they have to be equal.
func loadBoth(t *testing.T, opt Options, before *Site) (s, fresh *Site) {
	t.Helper()
	both := [2]*Site{before, nil}
	for i, previous := range both {
		var err error
		if both[i], err = Load(t.Context(), opt, previous, nil); err != nil {
			t.Fatal(err)
		}
	}
	if d := cmp.Diff(look(both[1]), look(both[0])); d != "" {
		t.Errorf("as of %s: differs from a fresh load:\n%s", opt.Now, d)
	}
	return both[0], both[1]
}

// tookOver reports whether newsroom and plan of s are those of a site before, amended.
func tookOver(before, s *Site) bool {
	was, _ := before.Plan.Lookup("404.html")
	is, _ := s.Plan.Lookup("404.html")
	return was.Output == is.Output
}
