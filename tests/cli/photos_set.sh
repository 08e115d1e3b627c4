#!/usr/bin/env bash
# Credits every real photo there is and lets exiftool, and a JPEG reader of its own, look for damage.
. "$(dirname "$0")/lib.sh"
have exiftool || skip_all 'no exiftool'
[ -d "$PHOTOS" ] || skip_all "no photos in $PHOTOS"

mkdir before after
n=0
while IFS= read -r -d '' photo; do
  n=$((n + 1))
  cp "$photo" "before/$n-$(basename "$photo")"
done < <(find "$PHOTOS" -type f -iregex '.*\.jpe?g' -print0 | sort -z)
[ "$n" -gt 0 ] || skip_all "no JPEG in $PHOTOS"
chmod u+w before/*

# Of many a camera's photo only the head was kept, MakerNotes and all: a small picture makes it whole.
make_shoot card 1
cat >heal.pl <<'PERL'
use strict;
use warnings;
sub slurp { my ($path) = @_; open my $f, '<:raw', $path or die "$path: $!"; local $/; return <$f>; }

# Where the segments end that are there as a whole, and the marker after them.
sub walk {
  my ($bytes) = @_;
  my $at = 2;
  while ($at + 4 <= length $bytes) {
    my ($ff, $marker, $size) = unpack 'CCn', substr($bytes, $at, 4);
    return ($at, $marker) if $ff != 0xff || $marker < 0xe0 || $marker > 0xef;
    last if $at + 2 + $size > length $bytes;
    $at += 2 + $size;
  }
  return ($at, 0);
}

my $donor = slurp(shift);
my ($tail) = walk($donor);
for my $path (@ARGV) {
  my $bytes = slurp($path);
  my ($at, $marker) = walk($bytes);
  next if $marker != 0 || substr($bytes, 0, 2) ne "\xff\xd8";
  open my $f, '>:raw', $path or die "$path: $!";
  print $f substr($bytes, 0, $at), substr($donor, $tail);
}
PERL
perl heal.pl "$(find card -type f -iname '*.jpg' | head -n 1)" before/*
cp -p before/* after/

got=0
# exiftool, the judge, takes IIM that does not say for windows-1252
byline set --legacy-charset windows-1252 credit=mfa.gov.kz creator='Айгерім Нұрланова' headline='Министр қабылдады' keywords+=SCO \
  after/* >out 2>err || got=$?
[ $got = 0 ] || [ $got = 3 ]
pass "set works on all $n photos, or says which it does not"

for side in before after; do
  exiftool -q -q -j -a -u -n -b -G1:4 -api largefilesupport=1 $side >$side.json 2>/dev/null || true
  [ -s $side.json ]
done

cat >judge.pl <<'PERL'
use strict;
use warnings;
use JSON::PP;
binmode STDOUT, ':utf8';

sub slurp { my ($path) = @_; open my $f, '<:raw', $path or die "$path: $!"; local $/; return <$f>; }

# Segments up to the first scan, without those that hold our parts; and what is from there on.
sub segments {
  my ($bytes) = @_;
  my ($at, @kept) = (2);
  while ($at + 4 <= length $bytes) {
    if (substr($bytes, $at, 2) eq "\xff\xff") { $at++; next; }
    if (substr($bytes, $at, 1) ne "\xff") { push @kept, substr($bytes, $at++, 1); next; }
    my $marker = ord substr($bytes, $at + 1, 1);
    last if ord(substr($bytes, $at, 1)) != 0xff;
    return (join('|', @kept), substr($bytes, $at)) if $marker == 0xda;
    my $size = unpack 'n', substr($bytes, $at + 2, 2);
    my $data = substr($bytes, $at + 4, $size - 2);
    push @kept, "$marker:$data"
      unless ($marker == 0xe1 && $data =~ /^(Exif\0|http:\/\/ns\.adobe\.com\/xap\/1\.0\/\0|.{0,63}<\?xpacket)/s)
      || ($marker == 0xed && $data =~ /^Photoshop 3\.0\0/);
    $at += 2 + $size;
  }
  return ('', $bytes);
}

sub text {
  my ($value) = @_;
  return '' unless defined $value;
  return join "\n", map { text($_) } @$value if ref $value eq 'ARRAY';
  return join "\n", map { "$_=" . text($value->{$_}) } sort keys %$value if ref $value eq 'HASH';
  return "$value";
}

# exiftool numbers the copies of a tag through all groups: here each group's are together.
sub tags {
  my ($file) = @_;
  my %tags;
  for my $key (sort keys %$file) {
    my $plain = $key =~ s/:Copy\d+//r;
    $plain =~ s/^IPTC\d+:/IPTC:/; # several blocks become one
    push @{ $tags{$plain} }, text($file->{$key}) unless $key eq 'SourceFile';
  }
  return { map { $_ => join "\n", sort @{ $tags{$_} } } keys %tags };
}

sub load {
  my %files;
  for my $file (@{ JSON::PP->new->utf8->decode(slurp("$_[0].json")) }) {
    my ($name) = $file->{SourceFile} =~ m{([^/]+)$};
    $files{$name} = tags($file);
  }
  return %files;
}

my $name = "\x{410}\x{439}\x{433}\x{435}\x{440}\x{456}\x{43c} \x{41d}\x{4b1}\x{440}\x{43b}\x{430}\x{43d}\x{43e}\x{432}\x{430}";
my $head = "\x{41c}\x{438}\x{43d}\x{438}\x{441}\x{442}\x{440} \x{49b}\x{430}\x{431}\x{44b}\x{43b}\x{434}\x{430}\x{434}\x{44b}";
my %wanted = (
  'IFD0:Artist' => $name, 'IPTC:By-line' => substr($name, 0, -1), 'XMP-dc:Creator' => $name,
  'IPTC:Credit' => 'mfa.gov.kz', 'XMP-photoshop:Credit' => 'mfa.gov.kz',
  'IPTC:Headline' => $head, 'XMP-photoshop:Headline' => $head,
);
my %named = map { $_ => 1 } keys %wanted, 'IPTC:Keywords', 'XMP-dc:Subject', 'XMP-tiff:Artist',
  'IPTC:CodedCharacterSet', 'IPTC:ApplicationRecordVersion', 'Photoshop:IPTCDigest',
  'File:CurrentIPTCDigest', 'File:ExifByteOrder', 'XMP-rdf:About', 'XMP-x:XMPToolkit';
# Where things are may change, what they are may not; exiftool reads what they point to.
my $place = qr/^(System|File|ExifTool|Composite):|(Offset|Offsets|Start|OffsetVal|Pointer)$/;

my %old = load('before');
my %new = load('after');
my %bad;
my %count = (written => 0, refused => 0);
my @written;
for my $file (sort keys %old) {
  my $was = slurp("before/$file");
  my $is = slurp("after/$file");
  if ($was eq $is) { $count{refused}++; print "refused $file\n"; next; }
  $count{written}++;
  my ($was_kept, $was_scan) = segments($was);
  my ($is_kept, $is_scan) = segments($is);
  $bad{$file} .= " picture" if $was_scan ne $is_scan;
  $bad{$file} .= " segments" if $was_kept ne $is_kept;
  my ($before, $after) = ($old{$file}, $new{$file});
  my $warnings = $after->{'ExifTool:Warning'} // '';
  for my $tag (sort keys %wanted) {
    my $says = $after->{$tag} // '';
    $bad{$file} .= " $tag=$says" if $says ne $wanted{$tag};
  }
  for my $tag ('IPTC:Keywords', 'XMP-dc:Subject') {
    $bad{$file} .= " $tag" unless grep { $_ eq 'SCO' } split /\n/, $after->{$tag} // '';
  }
  for my $tag (sort keys %$before) {
    next if $named{$tag} || $tag =~ $place;
    $bad{$file} .= " $tag" if $before->{$tag} ne ($after->{$tag} // '');
  }
  for my $tag (sort keys %$after) {
    next if exists $before->{$tag} || $named{$tag};
    $bad{$file} .= " +$tag" if $tag !~ $place;
  }
  # fill octets before a marker are the file's own, and allowed (ITU-T T.81, B.1.1.2)
  my %known = map { $_ => 1 } split /\n/, $before->{'ExifTool:Warning'} // '';
  for my $warning (grep { !$known{$_} && !/Skipped unknown \d+ bytes/ } split /\n/, $warnings) {
    $bad{$file} .= " warning: $warning";
  }
}
print "# damaged $_:$bad{$_}\n" for sort keys %bad;
printf "# %d written, %d refused, %d damaged\n", $count{written}, $count{refused}, scalar keys %bad;
exit(%bad || !$count{written} ? 1 : 0);
PERL
perl judge.pl >judged || {
  grep '^#' judged
  fail 'a photo is damaged'
}
grep '^#' judged
pass 'every layer says so, and nothing else has changed'

while read -r _ file; do
  [ "$(grep -cF "after/$file" err)" = 1 ] || fail "not one line about $file"
done < <(grep '^refused ' judged)
refused=$(grep -c '^refused ' judged || true)
[ "$refused" = 0 ] || [ $got = 3 ]
{ grep '^refused ' judged || true; } | cut -d' ' -f2- | while IFS= read -r file; do
  grep -F "after/$file" err | sed "s/.*$file: //"
done | sed 's/[0-9][0-9]*/N/g' | sort | uniq -c | sort -rn | sed 's/^ */# refused: /'
pass 'what is refused is untouched, and why is said in a line'

# exiftool's own list of what a file should not have.  What was made from nothing has no resolution,
# which Exif asks for: 72 dpi would be invented.
for side in before after; do
  exiftool -q -q -validate -warning -error -a -G1:4 -j $side >$side-valid.json 2>/dev/null || true
done
cat >valid.pl <<'PERL'
use strict;
use warnings;
use JSON::PP;
sub slurp { my ($path) = @_; open my $f, '<:raw', $path or die "$path: $!"; local $/; return <$f>; }
sub load {
  my %files;
  for my $file (@{ JSON::PP->new->utf8->decode(slurp("$_[0]-valid.json")) }) {
    my ($name) = $file->{SourceFile} =~ m{([^/]+)$};
    $files{$name}{ $file->{$_} } = 1 for grep { /:(Warning|Error)$/ } keys %$file;
    $files{$name} //= {};
  }
  return \%files;
}
my ($old, $new) = (load('before'), load('after'));
my $bad = 0;
for my $file (sort keys %$new) {
  for my $warning (grep { !$old->{$file}{$_} } sort keys %{ $new->{$file} }) {
    next if $warning =~ /Skipped unknown \d+ bytes|Missing required JPEG IFD0 tag/;
    # a packet whose name was spoilt is looked into once it is not
    next if $warning =~ /Ignored empty rdf:/ && $old->{$file}{'Non-standard header for APP1 XMP segment'};
    print "# $file: $warning\n";
    $bad = 1;
  }
}
exit $bad;
PERL
perl valid.pl >valid || { cat valid; fail 'exiftool -validate finds something new'; }
pass 'exiftool -validate finds nothing new'

# unread PROGRAM SIDE: the files it cannot read
unread() {
  case $1 in
  exiv2) { exiv2 -Pn $2/* 2>&1 >/dev/null || true; } | sed -n "s,^Exiv2 exception in print action for file $2/\(.*\):\$,\1,p" ;;
  exif) for file in "$2"/*; do exif -m "$file" >/dev/null 2>&1 || basename "$file"; done ;;
  esac | sort
}
for program in exiv2 exif; do
  have $program || { skip "$program reads what was written" "no $program"; continue; }
  comm -13 <(unread $program before) <(unread $program after) >lost
  [ ! -s lost ] || { sed 's/^/# /' lost; fail "$program could read these before"; }
  pass "$program reads all that it could read before"
done

if have xmllint; then
  mkdir packets
  exiftool -q -q -b -XMP -w packets/%f.%e.xmp after 2>/dev/null || true
  # what was refused may have had a packet that is none
  while read -r _ file; do rm -f "packets/$file.xmp"; done < <(grep '^refused ' judged)
  [ -n "$(ls packets)" ]
  xmllint --noout --nonet packets/* 2>lint || { head -n 20 lint; fail 'a packet is no XML'; }
  pass 'xmllint takes every packet'
fi

# decode FILE: what libjpeg makes of it; a picture that claims to be endless gets no endless memory
decode() { (ulimit -v 300000; exec djpeg -scale 1/8 -fast "$1"); }
decoded() { for file in "$1"/*; do { decode "$file" 2>&1 || echo failed; } | sha256sum; done; }
if have djpeg; then
  decoded before >pictures
  decoded after | cmp - pictures
  pass 'djpeg decodes the same pictures'

  # Well-formed: libjpeg decodes it, exiftool has nothing to complain of, no signature forbids it.
  n_well=0 n_left=0
  exiftool -q -q -if '$Warning or $Error' -p '$FileName' before >odd 2>/dev/null || true
  for file in before/*; do
    name=$(basename "$file")
    ! grep -qxF "$name" odd && decode "$file" >pixels 2>complaint && [ ! -s complaint ] || continue
    ! grep -F "after/$name: " err | grep -q 'Content Credentials' || continue
    n_well=$((n_well + 1))
    if grep -qxF "refused $name" judged; then n_left=$((n_left + 1)); fi
  done
  echo "# of $n_well well-formed JPEGs $((n_well - n_left)) were written"
  [ $(((n_well - n_left) * 100)) -ge $((n_well * 97)) ] || fail 'less than 97 of 100 were written'
  pass 'at least 97 of 100 well-formed JPEGs are written'
fi

sums after >whole
got=0
byline set --legacy-charset windows-1252 credit=mfa.gov.kz creator='Айгерім Нұрланова' headline='Министр қабылдады' keywords+=SCO \
  after/* >out 2>err || got=$?
[ $got = 0 ] || [ $got = 3 ]
sums after | cmp - whole
pass 'the same again changes nothing'
finish
