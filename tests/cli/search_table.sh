#!/usr/bin/env bash
# What each query finds: twelve photos with texts in Kazakh, Russian, English, Chinese, French, German
# and Ukrainian; Cyrillic, Latin and Han script.  A row: the query, a tab, the photos.
. "$(dirname "$0")/lib.sh"

make_shoot card 12 # IMG_0001 to IMG_0006, DSC_0001 to DSC_0006
byline init library 2>/dev/null
cd library
byline ingest ../card --job 'SCO summit' 2>/dev/null

# photo NUMBER FIELD=VALUE…
photo() {
  local path
  path=$(find . -name "$([ "$1" -le 6 ] && echo "IMG_000$1" || echo "DSC_000$(($1 - 6))").JPG" -printf '%P\n')
  shift
  byline set "$@" "$path" >/dev/null 2>&1
}
photo 1 headline='Handshake at the Astana summit' description='President Tokayev greets guests at 10:30' \
  keywords=SCO keywords+='summit hall' person='Kassym-Jomart Tokayev' city=Astana country=Kazakhstan \
  credit=mfa.gov.kz creator='Askhat Smadiyarov' rating=5 date-created=2025-07-14 copyright='© MFA 2025'
photo 2 headline='Рукопожатие на саммите в Астане' description='Президент Токаев встречает гостей' \
  keywords=ШОС keywords+=саммит person='Касым-Жомарт Токаев' city=Астана country=Казахстан \
  credit='МИД РК' creator='Асхат Смадияров' rating=4 date-created=2025-07-15
photo 3 headline='Астана саммитіндегі қол алысу' description='Президент Тоқаев қонақтарды қарсы алды' \
  keywords=ШЫҰ keywords+=саммит person='Қасым-Жомарт Тоқаев' city=Астана country=Қазақстан \
  credit='ҚР СІМ' creator='Айгерім Нұрланова' rating=4 date-created=2025-08-01
photo 4 headline='上海合作组织天津峰会' description='中国外交部长会见哈萨克斯坦外长' keywords=峰会 keywords+=外交 \
  person=王毅 city=天津 country=中国 credit=新华社 creator=李伟 rating=3 date-created=2025-08-31
photo 5 headline='Poignée de main à Genève' description='Le ministre des Affaires étrangères reçoit son homologue' \
  keywords=réunion keywords+=diplomatie person='José Muñoz' city=Genève country=Suisse credit=AFP \
  creator='Hélène Lefèvre' date-created=2024-12
photo 6 headline='Händedruck in München' description='Außenminister begrüßt Gäste' keywords=Größe \
  keywords+=Straße person='Jürgen Müller' city=München country=Deutschland credit=dpa creator='Jörg Weiß' rating=-1
photo 7 headline='Зустріч у Києві' description='Міністри закордонних справ' keywords=дипломатія \
  person='Олена Їжакевич' city=Київ country=Україна credit=Укрінформ
photo 8 headline='Empty hall' keywords=draft title='Working title' instructions='Not before noon'
photo 9 headline='Новогодняя ёлка на площади' keywords=праздник credit=MFA.gov.kz city=Алматы rating=5
photo 10 headline='Әкім Шымкент қаласында' person='Ермұхамбет Әлімов' city=Шымкент country=Қазақстан \
  credit='Photo: mfa.gov.kz' creator='Айгерім Нұрланова'
photo 11 headline='Beijing talks 北京会谈' keywords=会谈 person='Serik Zhumangarin' city=Beijing country=China \
  credit=Xinhua job-id=SCO-2025-07

check() { # check QUERY PHOTOS
  local found
  found=$({ byline find --fields name -- "$1" || [ $? = 1 ]; } | awk '{ print substr($0, 8, 1) + ($0 ~ /^DSC/ ? 6 : 0) }' | sort -n | tr '\n' ' ')
  rows=$((rows + 1))
  [ "${found% }" = "$2" ] || wrong="$wrong
#   $1: found ${found:-nothing}, not ${2:-nothing}"
}

rows=0 wrong=
while IFS=$'\t' read -r query photos; do
  case $query in '' | '#'*) continue ;; esac
  [ "$photos" != - ] || photos=
  check "$query" "$photos"
done <"$SOURCE/tests/cli/search_table.tsv"
[ -z "$wrong" ] || fail "rows are wrong:$wrong"
[ "$rows" -ge 150 ]
pass "$rows queries in seven languages find what they should"
finish
