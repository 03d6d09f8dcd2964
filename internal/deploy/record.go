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
	"strings"
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
	Made    time.Time `json:",omitzero"` // when that commit was made
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
	r, err := decodeRecord(data)
	if err != nil {
		return nil, fmt.Errorf("the host's record cannot be read: %w (if it is damaged, take it away, which is .pressbox/record there or the link current, and deploy again)", err)
	}
	if r.Format > format {
		return nil, fmt.Errorf("the host's record has form %d, and this program knows %d: use the newer one", r.Format, format)
	}
	return r, nil
}

func decodeRecord(data []byte) (*Record, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(z, largest+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > largest {
		return nil, errors.New("it is larger than that of any site")
	}
	r := new(Record)
	if err := json.Unmarshal(raw, r); err != nil {
		return nil, err
	}
	if r.Format > format {
		return r, nil // whatever it says
	}
	if r.Format < format {
		return nil, errors.New("it is none")
	}
	// These are shown to people, and name folders.
	if strings.Trim(r.Commit, "0123456789abcdef") != "" {
		return nil, fmt.Errorf("it names the commit %q", r.Commit)
	}
	for _, name := range []string{r.Release, r.Parent} {
		if _, err := time.Parse(releaseName, name); err != nil && name != "" {
			return nil, fmt.Errorf("it names the release %q", name)
		}
	}
	slices.SortFunc(r.Files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	slices.SortFunc(r.Kept, func(a, b Kept) int { return cmp.Compare(a.Path, b.Path) })
	for _, f := range r.Files {
		if !safe(f.Path) {
			return nil, foreignPath(f.Path)
		}
	}
	for _, k := range r.Kept {
		if !safe(k.Path) {
			return nil, foreignPath(k.Path)
		}
	}
	return r, nil
}

func foreignPath(name string) error {
	return fmt.Errorf("it names the path %q, which no site has", name)
}

// A Pending says what a release is about to change, on hosts where readers see
// each file as it comes. It stands there from before the first change until
// after the last.
type Pending struct {
	Format  int
	Site    string // id of the site
	Release string
	Paths   []string
}

// Encode returns p in the form that hosts keep.
func (p *Pending) Encode() ([]byte, error) { return json.Marshal(p) }

// DecodePending reads what Encode made, and trusts it as little as a record.
func DecodePending(data []byte) (*Pending, error) {
	p := new(Pending)
	if err := json.Unmarshal(data, p); err != nil {
		return nil, fmt.Errorf("the host's list of an interrupted deploy cannot be read: %w (take .pressbox/pending away there, and deploy again with --verify)", err)
	}
	if p.Format != format {
		return nil, fmt.Errorf("the host's list of an interrupted deploy has form %d, and this program knows %d: use the newer one", p.Format, format)
	}
	for _, name := range p.Paths {
		if !safe(name) {
			return nil, fmt.Errorf("the host's list of an interrupted deploy cannot be read: %w (take .pressbox/pending away there, and deploy again with --verify)", foreignPath(name))
		}
	}
	return p, nil
}

// own is the folder in which hosts keep what is ours and no reader asks for. No
// file of a site is in it.
const own = ".pressbox"

// safe reports whether a path stays below the site's folder on any host, and out
// of our own.
func safe(name string) bool {
	if name == "." || !fs.ValidPath(name) || name == own || strings.HasPrefix(name, own+"/") || name == ".git" || strings.HasPrefix(name, ".git/") {
		return false
	}
	return !slices.ContainsFunc([]byte(name), func(c byte) bool { return c < ' ' || c == '\\' || c == 0x7f })
}
