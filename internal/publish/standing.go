package publish

import (
	"bytes"
	"encoding/binary"
	"slices"

	"pressbox/internal/digest"
	"pressbox/internal/newsroom"
)

// standingForm names the form of the file of standings: this line, the SHA-256 of
// the rest, and three numbers a post. A file of any other form is as good as none.
const standingForm = "pressbox standings 1\n"

// standingSize is the bytes of one post.
const standingSize = 3 * 8

// moved tells which posts the edit of a record has moved since the last build, and
// remembers where they stand now.
func (b *build) moved() ([]newsroom.Shift, error) {
	room := b.site.Room
	old, _ := b.state.root.ReadFile(b.standings()) // none after a first build, or a loss
	now := encodeStandings(room.Standings())
	if bytes.Equal(old, now) {
		return nil, nil
	}
	var shifts []newsroom.Shift
	if b.was.ground != b.next.ground { // else no record is another
		shifts = room.Shifts(decodeStandings(old))
	}
	return shifts, b.state.write(b.standings(), now)
}

func (b *build) standings() string { return "standings-" + b.state.name }

func encodeStandings(list []newsroom.Standing) []byte {
	rest := make([]byte, 0, len(list)*standingSize)
	for _, s := range list {
		rest = binary.LittleEndian.AppendUint64(rest, s.Post)
		rest = binary.LittleEndian.AppendUint64(rest, s.Text)
		rest = binary.LittleEndian.AppendUint64(rest, s.About)
	}
	sum := digest.Of(rest)
	return slices.Concat([]byte(standingForm), sum[:], rest)
}

func decodeStandings(data []byte) []newsroom.Standing {
	rest, ok := bytes.CutPrefix(data, []byte(standingForm))
	if !ok || len(rest) < len(digest.Digest{}) {
		return nil
	}
	sum, rest := digest.Digest(rest[:len(digest.Digest{})]), rest[len(digest.Digest{}):]
	if digest.Of(rest) != sum || len(rest)%standingSize != 0 {
		return nil
	}
	list := make([]newsroom.Standing, 0, len(rest)/standingSize)
	for ; len(rest) > 0; rest = rest[standingSize:] {
		list = append(list, newsroom.Standing{
			Post: binary.LittleEndian.Uint64(rest), Text: binary.LittleEndian.Uint64(rest[8:]), About: binary.LittleEndian.Uint64(rest[16:]),
		})
	}
	return list
}
