package newsroom

import (
	"fmt"
	"strings"

	"pressbox/internal/config"
	"pressbox/internal/problem"
)

// A mention is where the front matter of a post writes what no record describes.
type mention struct {
	post *Post
	at   written
	name string // without what stands in parentheses behind it
}

// A coinage is how posts write what no record describes.
type coinage struct {
	first mention
	odd   []mention // names that are others, but would have the same address
}

// A teller finds what posts name and no record describes, and makes it. Posts come in
// order.
type teller struct {
	x       *index
	coined  map[Topic]*coinage
	ids     map[string]string // by name
	stories map[string]*Story // by what posts write
	words   map[string]word   // likewise
	slugs   map[string]*Tag
	memory  slab[*Tag]
}

// A word is what a post writes for a tag.
type word struct {
	tag *Tag
	odd bool // it is another than the tag's name
}

func newTeller(x *index) *teller {
	return &teller{x: x, coined: map[Topic]*coinage{}, ids: map[string]string{}, stories: map[string]*Story{}, words: map[string]word{}, slugs: map[string]*Tag{}}
}

// coin takes a mention of a topic without a record down.
func (t *teller) coin(who Topic, m mention) {
	c := t.coined[who]
	switch {
	case c == nil:
		t.coined[who] = &coinage{first: m}
	case !sameName(who, m.name, c.first.name):
		c.odd = append(c.odd, m)
	}
}

// names finds whoever bears a name without a record, or makes somebody or something of it.
func (t *teller) names(d *postDraft) {
	for _, n := range d.plain {
		id, known := t.ids[n.name]
		if !known {
			id = Slug(n.name)
			t.ids[n.name] = id
		}
		t.coin(d.fill(t.x, n, id), mention{d.post, n.at, n.name})
	}
	d.compact()
}

func (t *teller) story(d *postDraft) {
	if d.story.text == "" {
		return
	}
	s, known := t.stories[d.story.text]
	if !known {
		id := d.storyID(&t.x.problems)
		if id == "" {
			return
		}
		s = orNew(t.x.stories, id, func() *Story { return &Story{ID: id} })
		t.stories[d.story.text] = s
		if s.Doc == nil {
			t.coin(s, mention{d.post, d.story, id})
		}
	}
	d.post.Story = s
}

func (t *teller) tags(d *postDraft) {
	if len(d.tags) == 0 {
		return
	}
	p := d.post
	p.Tags = t.memory.take(len(d.tags))
	for _, w := range d.tags {
		k, known := t.words[w.text]
		if !known {
			tag := d.readTag(w, &t.x.problems)
			if tag == nil {
				continue
			}
			k.tag = orNew(t.slugs, tag.Slug, func() *Tag {
				t.x.room.Tags = append(t.x.room.Tags, tag)
				return tag
			})
			k.odd = !sameName(k.tag, w.text, k.tag.Name)
			t.words[w.text] = k
		}
		if !known || k.odd {
			t.coin(k.tag, mention{p, w, w.text})
		}
		p.Tags = add(p.Tags, k.tag)
	}
}

// sameName reports whether two names that make one address are one name of a topic.
func sameName(of Topic, a, b string) bool {
	switch of.(type) {
	case *Story: // it has its id, whoever writes it how
		return true
	case *Tag:
		return SameTag(a, b)
	}
	return a == b || fold(a) == fold(b)
}

// tell returns what is to be said of a topic without a record, on which so many posts
// are: first is where it was written first, odd is of its coinage.
func (x *index) tell(who Topic, first mention, odd []mention, posts int) (found problem.List) {
	say := func(m mention, rule, text, hint string) { m.at.report(&found, m.post.Doc, rule, text, hint) }
	switch who := who.(type) {
	case *Story:
		if near := nearStory(who.ID, x.recorded); near != "" && !x.unread[recordPath("story", who.ID)] {
			say(first, problem.NearName, fmt.Sprintf("there is no record of the story %q", who.ID), "did you mean "+near+"?")
			found[0].Severity = problem.Warning
		}
	case *Tag: // NFL and nfl are one; C, C++ and C# are not
		told := map[string]bool{} // a word
		for _, m := range odd {
			if told[m.name] {
				continue
			}
			told[m.name] = true
			for _, pair := range [][2]mention{{m, first}, {first, m}} {
				say(pair[0], problem.PathClash, fmt.Sprintf("the tags %s and %s, in %s, would have one address", quote(pair[0].name), quote(pair[1].name), pair[1].post.Doc.Path),
					"write one of them in other words, or both alike")
			}
		}
	default:
		kind := kindOf(who)
		if x.policy == config.Warn {
			text := fmt.Sprintf("the %s %q has no record", kind, first.name)
			if posts > 1 {
				text += fmt.Sprintf(" (in %d posts)", posts)
			}
			hint := "make one: pressbox new " + kind + " " + quote(first.name)
			if strings.Contains(first.name, ", ") {
				hint += "; several names are a list: [" + first.name + "]"
			}
			say(first, problem.UnregisteredName, text, hint)
		}
		for _, m := range odd {
			say(m, problem.PathClash, fmt.Sprintf("%q and %q, in %s, would have one address", m.name, first.name, first.post.Doc.Path),
				"make a record for each: pressbox new "+kind)
		}
	}
	return found
}
