package newsroom

import (
	"strings"
	"unicode"

	"pressbox/internal/problem"
)

// A Tag is a word that posts share.
type Tag struct {
	Slug string
	Name string // as written first

	topic
}

// readTag makes a tag of a written word; nil, with a problem, when it cannot be one.
func (d *postDraft) readTag(w written, problems *problem.List) *Tag {
	if why := NameFault(w.text); why != "" {
		w.report(problems, d.post.Doc, problem.BadValue, "the tag "+quote(w.text)+" "+why, "")
		return nil
	}
	return &Tag{Slug: Slug(w.text), Name: w.text}
}

// SameTag reports whether two words that have one address are one tag.
func SameTag(a, b string) bool { return a == b || foldTag(a) == foldTag(b) }

// foldTag is fold without punctuation, but for the signs that stand for words.
func foldTag(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) && !strings.ContainsRune("#&@%*", r) {
			return -1
		}
		return r
	}, fold(text))
}
