package newsroom

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
)

// A nearName is a registered name, ready to be compared.
type nearName struct {
	text    string // as registered
	key     string // folded
	plain   string // bare: without suffix and what stands in quotes
	surname string // folded last word, of names of more than one
	sound   string // consonants of key, as they sound
	letters uint64 // which letters key has
	id      string
}

func newNearName(text, key, id string) nearName {
	n := nearName{text: text, key: key, plain: bare(text), sound: sound(key), letters: letters(key), id: id}
	if last, _, ok := strings.Cut(sortName(text), ", "); ok {
		n.surname = fold(last)
		if i := strings.LastIndexByte(last, ' '); i > 0 && isSuffix(last[i+1:]) {
			n.surname = fold(last[:i])
		}
	}
	return n
}

// nearNames returns all names of reg.
func (reg *registry[T]) nearNames() []nearName {
	var near []nearName
	for key, bearers := range reg.names {
		for _, b := range bearers {
			if b.rank == aName {
				near = append(near, newNearName(b.text, key, b.who.id()))
			}
		}
	}
	slices.SortFunc(near, func(a, b nearName) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.id, b.id), cmp.Compare(a.text, b.text))
	})
	return slices.Compact(near)
}

// nearest returns the ids of the registered names that name was probably meant to
// be: at most three. They differ by one letter; by two if they are long or sound
// the same; by Jr. and the like, or what stands in quotes; in the order of their
// parts or how a saint is written; or name is the last word alone, or the first ones of
// a team's, as a city is.
func (reg *registry[T]) nearest(name string) []string {
	key := fold(name)
	plain, heard, has := bare(name), sound(key), letters(key)
	inOrder, _ := InOrder(name)
	others := []string{fold(inOrder), fold(saint(name))}
	if lastFirst, firstLast := turned(name); lastFirst != "" {
		others = append(others, lastFirst, firstLast)
	}
	type hit struct {
		distance int
		id       string
	}
	var hits []hit
	near := reg.near()
	for i := range near {
		n := &near[i]
		if n.plain == plain || n.surname == key || slices.Contains(others, n.key) || reg.kind == "team" && n.beginsWith(key) {
			hits = append(hits, hit{1, n.id})
			continue
		}
		short := min(len(key), len(n.key))
		if d := len(key) - len(n.key); d > 2 || d < -2 || short < 4 || bits.OnesCount64(has^n.letters) > 4 {
			continue
		}
		d := distance(key, n.key, 2)
		if d <= 1 || d == 2 && (short >= 12 || short >= 7 && heard == n.sound) {
			hits = append(hits, hit{d, n.id})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.id, b.id)) })
	var ids []string
	for _, h := range hits {
		if len(ids) < 3 {
			ids = add(ids, h.id)
		}
	}
	return ids
}

// beginsWith reports whether the first words of n, not all, fold to key.
func (n *nearName) beginsWith(key string) bool {
	if len(key) < 4 || !strings.HasPrefix(n.key, key) {
		return false
	}
	for i, c := range n.text {
		if c == ' ' && fold(n.text[:i]) == key {
			return true
		}
	}
	return false
}

// letters returns the set of letters and digits of a folded name.
func letters(key string) uint64 {
	var set uint64
	for i := range len(key) {
		set |= 1 << (key[i] & 63)
	}
	return set
}

// sound returns the consonants of a folded name, those that sound alike as one.
func sound(key string) string {
	b := make([]byte, 0, len(key))
	for i := range len(key) {
		c := key[i]
		switch {
		case c == 'p' && i+1 < len(key) && key[i+1] == 'h':
			c = 'f' // the h is passed over below
		case c == 'c' && i+1 < len(key) && key[i+1] == 'k':
			continue // the k follows
		}
		switch c {
		case 'a', 'e', 'i', 'o', 'u', 'y', 'h', 'w':
			continue
		case 'c', 'q':
			c = 'k'
		case 'z':
			c = 's'
		}
		if len(b) == 0 || b[len(b)-1] != c {
			b = append(b, c)
		}
	}
	return string(b)
}

// distance returns how many letters must be added, dropped, changed or swapped
// with their neighbour to make b of a; anything above most is most+1.
func distance(a, b string, most int) int {
	if len(a) > 60 || len(b) > 60 {
		if a == b {
			return 0
		}
		return most + 1
	}
	var rows [3][61]uint8
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = uint8(j)
	}
	for i := 1; i <= len(a); i++ {
		row[0] = uint8(i)
		for j := 1; j <= len(b); j++ {
			cost := uint8(1)
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			row[j] = d
		}
		before, last, row = last, row, before
	}
	return min(int(last[len(b)]), most+1)
}
