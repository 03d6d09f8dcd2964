package newsroom

import (
	"fmt"
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

// A firstTag is a tag with the place where it was written first.
type firstTag struct {
	*Tag
	post *postDraft
	at   written
}

// sameTag reports at both places a word that has the address of another tag and is
// not the same word. NFL and nfl are one tag; C, C++ and C# are not.
func (x *index) sameTag(first *firstTag, d *postDraft, w written) {
	if SameTag(w.text, first.Name) {
		return
	}
	say := func(d *postDraft, w written, other string, there *postDraft) {
		w.report(&x.problems, d.post.Doc, problem.PathClash, fmt.Sprintf("the tags %s and %s, in %s, would have one address", quote(w.text), quote(other), there.post.Doc.Path),
			"write one of them in other words, or both alike")
	}
	say(d, w, first.Name, first.post)
	say(first.post, first.at, w.text, d)
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
