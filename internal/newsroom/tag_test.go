package newsroom

import (
	"slices"
	"testing"
)

// A tag is a word, however it is spelled; two words never share a page.
func TestTagsOfOneAddressAreOneWord(t *testing.T) {
	room := clean(t, "2022-12-01", `
-- posts/a.md --
title: A
date: 2022-11-01
tags: [NFL, nfl, "N.F.L.", Trade deadline, José, "Who's out?"]
-- posts/b.md --
title: B
date: 2022-11-02
tags: [Nfl, trade-deadline, Trade Deadline!, Jose, Whos out]
`)
	var names []string
	for _, tag := range room.Tags {
		names = append(names, tag.Name)
		if n := len(room.On(tag)); n != 2 {
			t.Errorf("%s has %d posts", tag.Name, n)
		}
	}
	if want := []string{"José", "NFL", "Trade deadline", "Who's out?"}; !slices.Equal(names, want) {
		t.Errorf("the tags are %q, want %q", names, want)
	}
	_, problems := assemble(t, "2022-12-01", `
-- posts/a.md --
title: A
date: 2022-11-01
tags: [C, R&D]
-- posts/b.md --
title: B
date: 2022-11-02
tags: [C++, c, "r & d", R-D]
-- posts/c.md --
title: C
date: 2022-11-03
tags: C++
`)
	problems.Sort()
	expect(t, problems,
		`content/posts/a.md:3:8: the tags "C" and "C++", in content/posts/b.md, would have one address (write one of them in other words`,
		`content/posts/a.md:3:11: the tags "R&D" and "R-D", in content/posts/b.md`,
		`content/posts/b.md:3:8: the tags "C++" and "C", in content/posts/a.md`,
		`content/posts/b.md:3:25: the tags "R-D" and "R&D", in content/posts/a.md`)
}
