"""Texts that name no institution of education at all, written for this test: every match is wrong.

Companies, ministries, hospitals, schools, museums, mills with borrowed glory. Some exist, some are made up.
"""

from services.credentials.domain.reconciliation.reconcile import Query
from tests.bench.reconciliation.labelled import Labelled, labelled

TEXTS = """
Pfizer Inc., New York, NY, USA
Siemens AG, Munich, Germany
Department of Neurology, St. Elsewhere General Hospital, Boston, MA, USA
Ministry of Health, Nairobi, Kenya
Ministère de l'Éducation nationale, Paris, France
Bundesministerium für Bildung und Forschung, Berlin, Germany
World Health Organization, Geneva, Switzerland
Google Research, Mountain View, California
Novartis Institutes for BioMedical Research, Basel, Switzerland
Samsung Electronics, Suwon, Korea
Department of Education, Canberra, Australia
European Commission, Joint Research Centre, Ispra, Italy
Toyota Central R&D Labs, Nagakute, Japan
Royal Botanic Gardens, Kew, Richmond, UK
Natural History Museum, London, UK
British Library, London
Bibliothèque nationale de France, Paris
Lincoln High School, Portland, Oregon, USA
St. Mary's Primary School, Lagos, Nigeria
Gymnasium am Stadtpark, Uerdingen, Germany
Liceo Scientifico Galileo Galilei, Trento, Italy
Lycée Louis-le-Grand, Paris
Independent researcher, Warsaw, Poland
Freelance consultant, London, United Kingdom
Private practice, Oslo, Norway
Retired
Self-employed
n/a
unknown
University
The University
University Hospital
Faculty of Medicine
Department of Physics
School of Business
Institute of Technology
College of Engineering
Technical University
State University
National University
Medical University
12 King Street, London, UK
Paris
Oxford, UK
Cambridge, MA, USA
Germany
Beijing, China
New York, NY 10027, USA
Deutsche Bank AG, Frankfurt am Main
Johnson & Johnson, New Brunswick, New Jersey, USA
Cambridge Consultants Ltd, Cambridge, UK
Oxford Instruments plc, Abingdon, UK
Princeton Plasma Systems, Princeton, NJ, USA
Boston Consulting Group, Boston, MA, USA
Vienna Insurance Group, Vienna, Austria
Stanford Hospital Supplies Inc., Palo Alto, CA, USA
Berlin Philharmonic, Berlin
Manchester United Football Club, Manchester, UK
Milan Chamber of Commerce, Milan, Italy
Barcelona Supercomputing Services S.L., Barcelona, Spain
Bank of Japan, Tokyo, Japan
Reserve Bank of India, Mumbai, India
Indian Railways, New Delhi, India
Geological Survey of Canada, Ottawa, Ontario, Canada
U.S. Department of Agriculture, Beltsville, MD, USA
National Institutes of Health, Bethesda, MD, USA
Los Alamos National Laboratory, Los Alamos, NM, USA
Oak Ridge National Laboratory, Oak Ridge, TN, USA
Max Planck Institute for Physics, Munich, Germany
CNRS, Paris, France
Consiglio Nazionale delle Ricerche, Rome, Italy
Chinese Academy of Agricultural Sciences, Beijing, China
Russian Academy of Sciences, Moscow, Russia
Polish Academy of Sciences, Warsaw, Poland
Российская академия наук, Москва
中国科学院, 北京
Министерство образования и науки Украины, Киев
وزارة التعليم العالي، دمشق
国立国会図書館
Central Bank of Nigeria, Abuja, Nigeria
Dangote Group, Lagos, Nigeria
Embraer S.A., São José dos Campos, Brazil
Petrobras, Rio de Janeiro, Brazil
Hospital Israelita, São Paulo, Brazil
General Hospital of Chinese Armed Police, Beijing
Hospital Clínico San Borja, Santiago
Children's Hospital, Lahore, Pakistan
Belford University, Humble, Texas
Almeda University, Boise, Idaho
Rochville University
Trinity College and University, Dover, Delaware
Columbiana University, Hawaii, USA
University of Northern Washington
Suffield University, USA
Harvard Academy of Advanced Studies, Dubai
Oxford International University of Sharjah
Cambridge State University, Hawaii
The European Institute of Higher Learning, Valletta
American University of Hawaii
International Academy of Global Diplomacy, London
Global Distance Learning University, Online
American Chemical Society, Washington, DC, USA
Royal Society, London
IEEE, Piscataway, NJ, USA
Wellcome Trust, London, UK
Bill & Melinda Gates Foundation, Seattle, WA, USA
Deutsche Forschungsgemeinschaft, Bonn, Germany
Japan Society for the Promotion of Science, Tokyo
""".strip().splitlines()


def elsewhere() -> list[Labelled]:
    """Give the texts; nothing is right for any of them."""
    return [labelled(Query(text), frozenset(), "no institution of education") for text in TEXTS]
