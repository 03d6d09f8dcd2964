package deploy

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"time"
)

// A Record says what stands on a host. It is kept there, names public files only,
// and is the only thing that says which of them are ours.
type Record struct {
	Format  int       // of the record itself
	Site    string    // id of the site
	Release string    // name of this release
	Parent  string    // the release before it on this host; empty for the first
	Commit  string    // of the site's own repository; empty outside of git
	Time    time.Time // when it was sent
	Files   []File    // what the site is made of, by path
	Kept    []Kept    // hashed files of earlier releases that old pages in caches still ask for, by path
}

// A Kept is a file that is not part of the site any more and stands for a while.
type Kept struct {
	File
	Releases int // how many more releases it stands
}

// format is the version of the record's form.
const format = 1

// largest bounds what is read of a record, which comes from a host that others
// may write to.
const largest = 256 << 20

// Encode returns r in the form that hosts keep.
func (r *Record) Encode() ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := json.NewEncoder(z).Encode(r); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// DecodeRecord reads what Encode made. Nothing in it is trusted: a path that
// leads anywhere else than below the site is an error.
func DecodeRecord(data []byte) (*Record, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("the host's record cannot be read: %w", err)
	}
	raw, err := io.ReadAll(io.LimitReader(z, largest+1))
	if err != nil {
		return nil, fmt.Errorf("the host's record cannot be read: %w", err)
	}
	if len(raw) > largest {
		return nil, errors.New("the host's record is larger than any site")
	}
	r := new(Record)
	if err := json.Unmarshal(raw, r); err != nil {
		return nil, fmt.Errorf("the host's record cannot be read: %w", err)
	}
	if r.Format != format {
		return nil, fmt.Errorf("the host's record has form %d, and this program knows %d: use the newer one", r.Format, format)
	}
	byPath := func(a, b File) int { return cmp.Compare(a.Path, b.Path) }
	slices.SortFunc(r.Files, byPath)
	slices.SortFunc(r.Kept, func(a, b Kept) int { return byPath(a.File, b.File) })
	for _, f := range r.all() {
		if !safe(f.Path) {
			return nil, fmt.Errorf("the host's record names the path %q, which no site has: somebody else wrote it", f.Path)
		}
	}
	return r, nil
}

// all returns every file of ours on the host.
func (r *Record) all() []File {
	files := slices.Clone(r.Files)
	for _, k := range r.Kept {
		files = append(files, k.File)
	}
	return files
}

// safe reports whether a path stays below the site's folder on any host.
func safe(name string) bool {
	if name == "." || !fs.ValidPath(name) {
		return false
	}
	return !slices.ContainsFunc([]byte(name), func(c byte) bool { return c < ' ' || c == '\\' || c == 0x7f })
}
